"""Asks once for several jobs what waits for them in the database."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from typing import Any

from django.db.models import Exists, QuerySet

from calls.actions.availability.do_not_disturb import due_do_not_disturb
from calls.actions.availability.requests import open_requests
from calls.actions.delete_account import due_deletions
from calls.actions.end import due_calls
from calls.mail.sender import due_mail
from calls.models import Worker
from calls.presence.leases import expired_workers
from videochat.database.query_queue import run_query


class Work(Enum):
    CALLS = "calls"
    QUIET = "quiet"
    REQUESTS = "requests"
    WORKERS = "workers"
    MAIL = "mail"
    DELETIONS = "deletions"


WAITING: Mapping[Work, Callable[[], QuerySet[Any]]] = {
    Work.CALLS: due_calls,
    Work.QUIET: due_do_not_disturb,
    Work.REQUESTS: open_requests,
    Work.WORKERS: expired_workers,
    Work.MAIL: due_mail,
    Work.DELETIONS: due_deletions,
}
#: An answer serves the jobs that ask within this time. Those that ran together ask together.
SHARED_SECONDS = 0.5


def find_due_work() -> Mapping[Work, bool]:
    """One query. Each worker asks every second, and nearly always nothing waits."""
    row = (
        Worker.objects.annotate(**{work.value: Exists(waiting()) for work, waiting in WAITING.items()})
        .values_list(*(work.value for work in Work))
        .first()
    )
    # This worker's lease may have been removed. The jobs then look for themselves.
    return dict(zip(Work, row or [True] * len(Work), strict=True))


class DueWork:
    def __init__(self) -> None:
        self._asking = asyncio.Lock()
        self._found: Mapping[Work, bool] = {}
        self._answered = float("-inf")

    def if_due(self, work: Work, run: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def run_if_due() -> None:
            if (await self._look())[work]:
                await run()

        return run_if_due

    async def _look(self) -> Mapping[Work, bool]:
        async with self._asking:
            now = asyncio.get_running_loop().time()
            if now - self._answered > SHARED_SECONDS:
                self._found = await run_query(find_due_work)
                self._answered = now
            return self._found
