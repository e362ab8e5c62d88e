"""Columns that version 0.1 had not, with what follows from its others."""

from collections.abc import Mapping

from django.db import connection

from calls.models.display_names import MAX_LENGTH
from calls.username_rules import MAX_KEY_LENGTH, username_key

from .sql import execute, fetch, quoted


def add_columns(prefix: str, names: Mapping[int, str]) -> None:
    """To copies of tables, which are called by the tables' names with a prefix. `names`: new usernames by id."""
    users, former = f"{prefix}auth_user", f"{prefix}calls_formername"
    _add_column(users, "username_key", MAX_KEY_LENGTH)
    _add_column(users, "display_name", MAX_LENGTH)
    full_name = f"TRIM(SUBSTR(TRIM(first_name || ' ' || last_name), 1, {MAX_LENGTH}))"
    execute(f"UPDATE {users} SET display_name = {full_name}")  # noqa: S608
    execute(f"CREATE UNIQUE INDEX {users}_id ON {users} (id)")  # the keys are filled in by it
    accounts = [(names.get(pk, name), pk) for pk, name in fetch(f"SELECT id, username FROM {users}")]  # noqa: S608
    rows = [(name, username_key(name), pk) for name, pk in accounts]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {users} SET username = %s, username_key = %s WHERE id = %s", rows)  # noqa: S608
    if former in connection.introspection.table_names():
        _add_former_keys(former)


def _add_former_keys(former: str) -> None:
    """A person's former names may count as one: the latest stays."""
    key = quoted("key")
    _add_column(former, "key", MAX_KEY_LENGTH)
    execute(f"CREATE UNIQUE INDEX {former}_id ON {former} (id)")
    rows = fetch(f"SELECT id, user_id, name FROM {former} ORDER BY replaced_at")  # noqa: S608
    latest = {(user, username_key(name)): pk for pk, user, name in rows}
    with connection.cursor() as cursor:
        keyed = [(key_of_name, pk) for (_user, key_of_name), pk in latest.items()]
        cursor.executemany(f"UPDATE {former} SET {key} = %s WHERE id = %s", keyed)  # noqa: S608
    execute(f"DELETE FROM {former} WHERE {key} IS NULL")  # noqa: S608


def _add_column(table: str, name: str, length: int) -> None:
    execute(f"ALTER TABLE {table} ADD COLUMN {quoted(name)} varchar({length})")
