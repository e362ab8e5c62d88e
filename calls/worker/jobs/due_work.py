"""Asks once for several jobs what waits for them in the database, and what staff have set."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Exists, QuerySet, Subquery

from calls.actions.availability.do_not_disturb import due_do_not_disturb
from calls.actions.availability.requests import open_requests
from calls.actions.delete_account import due_deletions
from calls.actions.end import due_calls
from calls.mail.sender import due_mail
from calls.models import Worker
from calls.presence.leases import expired_workers
from calls.presence.people_list.listed_accounts import choice
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


@dataclass(frozen=True)
class DueWorkFacts:
    waits: Mapping[Work, bool]
    #: What staff have chosen for the list of people; None if that is not known.
    directory: str | None = None


def find_due_work() -> DueWorkFacts:
    """One query. Each worker asks every second, and nearly always nothing waits."""
    row = (
        Worker.objects.annotate(
            **{work.value: Exists(waiting()) for work, waiting in WAITING.items()}, directory=Subquery(choice()[:1])
        )
        .values_list(*(work.value for work in Work), "directory")
        .first()
    )
    if row is None:  # this worker's lease may have been removed. The jobs then look for themselves
        return DueWorkFacts(dict.fromkeys(Work, True))
    *waits, directory = row
    return DueWorkFacts(dict(zip(Work, waits, strict=True)), directory or "")


class DueWork:
    def __init__(self, on_directory: Callable[[str], None]) -> None:
        """`on_directory` is called with what staff have chosen for the list of people, as often as that is read."""
        self._on_directory = on_directory
        self._asking = asyncio.Lock()
        self._facts = DueWorkFacts({})
        self._answered = float("-inf")

    def if_due(self, work: Work, run: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def run_if_due() -> None:
            if (await self._look()).waits[work]:
                await run()

        return run_if_due

    async def _look(self) -> DueWorkFacts:
        async with self._asking:
            now = asyncio.get_running_loop().time()
            if now - self._answered > SHARED_SECONDS:
                self._facts = await run_query(find_due_work)
                self._answered = now
                if self._facts.directory is not None:
                    self._on_directory(self._facts.directory)
            return self._facts
