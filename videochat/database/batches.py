"""Changes many rows in short transactions, so that nobody waits long for a lock."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

#: Rows in one transaction: on SQLite nobody else can write during one.
BATCH = 500


def batches(rows: QuerySet[Any]) -> Iterator[QuerySet[Any]]:
    """The rows in parts, until none is left: the caller makes each part stop matching."""
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        yield rows.model._base_manager.filter(pk__in=keys)
