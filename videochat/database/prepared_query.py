"""Queries that are built once: for each one that it builds, Django needs ten times as long as to run it.

They are for the few that every socket asks as it comes; knows no model.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet


class Slot(Expression):
    """A place in a query for a value of this field that is given when the query is run."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Prepared:
    """A query with slots, as `values_list` makes it."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows

    @cached_property
    def _built(self) -> tuple[str, tuple[Any, ...], dict[int, Any]]:
        """The SQL, its parameters and slots in their order, and how the driver's values become Python's, by column."""
        compiler = self.rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return sql, params, compiler.get_converters([column[0] for column in compiler.select])

    def run(self, **values: Any) -> list[list[Any]]:
        sql, params, converters = self._built
        filled = [_filled(param, values) if isinstance(param, Slot) else param for param in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            rows = [list(row) for row in cursor.fetchall()]
        for column, (converts, expression) in converters.items():
            for convert in converts:
                for row in rows:
                    row[column] = convert(row[column], expression, connection)
        return rows


def _filled(slot: Slot, values: Mapping[str, Any]) -> Any:
    return slot.output_field.get_db_prep_value(values[slot.name], connection)
