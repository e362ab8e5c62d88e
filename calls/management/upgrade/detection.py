"""Whether a database is from version 0.1, which `migrate` cannot bring to this version."""

from typing import Any

from django.core.management.base import CommandError
from django.db import connections
from django.db.models.signals import pre_migrate

ADVICE = (
    "DATABASE_URL: this database is from version 0.1: stop all workers, make a backup, "
    "and run python manage.py upgrade_from_0_1"
)


def is_from_0_1(alias: str) -> bool:
    tables = connections[alias].introspection.table_names()
    return "auth_user" in tables and "calls_user" not in tables


def refuse_0_1(using: str, **_signal: Any) -> None:
    """Raises CommandError. `migrate` would do nothing there: the migrations had the same names."""
    if is_from_0_1(using):
        raise CommandError(ADVICE)


def connect_signals() -> None:
    pre_migrate.connect(refuse_0_1, dispatch_uid="calls.upgrade")
