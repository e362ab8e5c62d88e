"""Whether every static file is collected, and not older than its source."""

import logging
from typing import Any

from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage

from .apps import SourcesOnly
from .storage import StaticStorage

logger = logging.getLogger(__name__)


def collection_problem() -> str | None:
    """What a page would miss, or None. In development nothing is collected."""
    if not isinstance(staticfiles_storage, StaticStorage):
        return None
    collected = staticfiles_storage.hashed_files
    if not collected:
        return f"no static files are collected in {staticfiles_storage.location}"
    found = [item for finder in get_finders() for item in finder.list(SourcesOnly.ignore_patterns)]
    if missing := sorted(path for path, _storage in found if path not in collected):
        return f"{len(missing)} static files are not collected, the first is {missing[0]}"
    if stale := sorted(path for path, storage in found if _is_stale(path, storage)):
        logger.warning(
            "%d static files changed after they were collected, the first is %s: run python manage.py collectstatic",
            len(stale),
            stale[0],
        )
    return None


def _is_stale(path: str, source: Any) -> bool:
    """By the same comparison as collectstatic's. Several apps may have a file of the same path; the first counts."""
    try:
        return bool(source.get_modified_time(path) > staticfiles_storage.get_modified_time(path))
    except FileNotFoundError:
        return False
