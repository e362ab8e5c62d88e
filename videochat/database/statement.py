"""Hand-written SQL for the few queries of every socket: the ORM takes far longer to build them."""

import json
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import DateTimeField, Field, Model, UUIDField
from django.utils.dateparse import parse_datetime

#: The time by the database's clock, by `connection.vendor`. A cursor wants each `%` doubled.
NOW = {
    "postgresql": "STATEMENT_TIMESTAMP()",
    # As Django stores times there: UTC, as text.
    "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')",
}
#: Whether what stands before it is in a list, which is one value: of a thousand values, the database would have to
#: parse each, and Django to prepare it.
IN_LIST = {
    "postgresql": "= ANY (%s)",
    "sqlite": "IN (SELECT value FROM JSON_EACH(%s))",
}
#: SQLite has no such types: Django's fields say how it stores them.
FIELDS: dict[type, "Field[Any, Any]"] = {UUID: UUIDField(), datetime: DateTimeField()}


class Statement:
    """`{name}` stands for a model's table, `{now}` for the database's time, `%s` for a value.

    `{in_list}` is an operator whose value is a list of texts or numbers.

    Results are as the driver returns them: see `as_datetime`.
    """

    def __init__(self, template: str, **tables: type[Model]) -> None:
        self.template, self.tables = template, tables

    @cached_property
    def sql(self) -> str:
        tables = {name: model._meta.db_table for name, model in self.tables.items()}
        return self.template.format(**tables, now=NOW[connection.vendor], in_list=IN_LIST[connection.vendor])

    def fetch(self, *values: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [_as_parameter(value) for value in values])
            return list(cursor.fetchall())

    def execute(self, *values: Any) -> int:
        """How many rows it has written."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [_as_parameter(value) for value in values])
            written: int = cursor.rowcount
            return written


def as_datetime(value: Any) -> datetime:
    """A time in a result: PostgreSQL returns a datetime, SQLite text."""
    found = parse_datetime(value) if isinstance(value, str) else value
    if not isinstance(found, datetime):
        raise TypeError(f"{value!r} is not a time")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _as_parameter(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value) if connection.vendor == "sqlite" else value
    field = FIELDS.get(type(value))
    return field.get_db_prep_value(value, connection) if field else value
