"""Copies the tables of version 0.1 aside, migrates an empty database, and copies the rows into it.

So the tables are the same as in a new database, whichever migrations of version 0.1 had been applied.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.db.models.functions import Now

from calls.models import DirectoryEntry, Worker
from calls.presence.people_list.directory import repair_directory

from .columns import add_columns
from .sql import execute, fetch, quoted

#: The names in version 0.1 of tables that have others now.
FORMER_TABLES = {
    "calls_user": "auth_user",
    "calls_user_groups": "auth_user_groups",
    "calls_user_user_permissions": "auth_user_user_permissions",
}
COPY = "from_0_1_"


def carry_over(names: Mapping[int, str]) -> None:
    """All or nothing. `names` has the new username of each account that gets one, by id."""
    with _unchecked_constraints(), transaction.atomic():
        models = _models()
        tables = set(connection.introspection.table_names())
        former = {model: name for model, name in models.items() if name in tables}
        for name in former.values():
            execute(f"CREATE TABLE {quoted(COPY + name)} AS SELECT * FROM {quoted(name)}")  # noqa: S608
        _drop(former.values())
        MigrationRecorder.Migration.objects.filter(app__in={config.label for config in apps.get_app_configs()}).delete()
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        add_columns(COPY, names)
        for model, name in former.items():
            _copy_rows(COPY + name, model._meta.db_table)
        _check_references()
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            execute(statement)
        for name in former.values():
            execute(f"DROP TABLE {quoted(COPY + name)}")
        _rename_permissions()
        # Version 0.1 found nobody by first and last name.
        DirectoryEntry.objects.all().delete()
        repair_directory()


def usernames() -> list[tuple[int, str]]:
    """Of the accounts in a database of version 0.1, with their ids."""
    return fetch("SELECT id, username FROM auth_user")


def live_workers() -> int:
    """Of version 0.1, by their leases."""
    return Worker.objects.filter(lease_until__gt=Now()).count()


def _models() -> dict[type[Model], str]:
    """Each model that has a table, with the table's name in version 0.1."""
    found = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    return {model: FORMER_TABLES.get(model._meta.db_table, model._meta.db_table) for model in found}


def _drop(names: Any) -> None:
    if connection.vendor == "postgresql":  # all at once, as they refer to each other
        return execute(f"DROP TABLE {', '.join(map(quoted, names))} CASCADE")
    for name in names:
        execute(f"DROP TABLE {quoted(name)}")


def _copy_rows(source: str, target: str) -> None:
    columns = ", ".join(quoted(name) for name in _columns(target) if name in set(_columns(source)))
    execute(f"INSERT INTO {quoted(target)} ({columns}) SELECT {columns} FROM {quoted(source)}")  # noqa: S608


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _rename_permissions() -> None:
    """Permissions belong to content types, so they stay with their groups and accounts."""
    ContentType.objects.filter(app_label="auth", model="user").update(app_label="calls")
    ContentType.objects.clear_cache()
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


@contextmanager
def _unchecked_constraints() -> Iterator[None]:
    """SQLite changes tables only if it checks no foreign keys, which it decides before a transaction."""
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()


def _check_references() -> None:
    if connection.vendor == "postgresql":
        execute("SET CONSTRAINTS ALL IMMEDIATE")
    else:
        connection.check_constraints()
