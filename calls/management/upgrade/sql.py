"""Statements on tables that have no model any more. Nothing in them comes from outside."""

from typing import Any

from django.db import connection


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def fetch(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
