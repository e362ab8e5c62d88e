"""Changes many rows in short transactions, so that nobody waits long for a lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

#: Rows in one transaction: on SQLite nobody else can write during one.
BATCH = 500


@contextmanager
def locked(rows: QuerySet[Any]) -> Iterator[None]:
    """A transaction that has locked the rows in the order of their keys: two of them cannot wait for each other."""
    with transaction.atomic():
        list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        yield


def batches(rows: QuerySet[Any]) -> Iterator[QuerySet[Any]]:
    """The rows in parts, until none is left: the caller makes each part stop matching."""
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        yield rows.model._base_manager.filter(pk__in=keys)
