"""Static files under names that contain their hash, so that browsers can cache them forever."""

import logging
import os
from typing import Any

from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

logger = logging.getLogger(__name__)
#: What collectstatic leaves out by default.
IGNORED = ["CVS", ".*", "*~"]


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    # Rewrites `import ... from "./negotiator.js"` in native ES modules to the hashed names, too.
    support_js_module_import_aggregation = True
    # A module's hash depends on the hashes of the modules that it imports. Each pass settles at least one
    # more level of imports; Django's five passes are too few for main.js.
    max_post_process_passes = 30


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise has no types
    """Serves files that were collected after the start, too.

    During an update, a page of a new worker asks old workers for its files.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.autorefresh:
            # WhiteNoise reads the folder once. What it does not know yet, `find_file` looks up here.
            self.directories = [(f"{os.path.abspath(self.static_root)}{os.sep}", self.static_prefix)]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path not in self.files and path.startswith(self.static_prefix) and (file := self.find_file(path)):
            response: HttpResponseBase = self.serve(file, request)
        else:
            response = super().__call__(request)
        return response


def collection_problem() -> str | None:
    """What a page would miss, or None. In development nothing is collected."""
    if not isinstance(staticfiles_storage, StaticStorage):
        return None
    collected = staticfiles_storage.hashed_files
    if not collected:
        return f"no static files are collected in {staticfiles_storage.location}"
    found = [item for finder in get_finders() for item in finder.list(IGNORED)]
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
