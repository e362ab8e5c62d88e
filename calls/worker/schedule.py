"""Runs jobs at intervals, each in a task of its own: one that fails or hangs delays no other."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextvars import Context
from dataclasses import dataclass

from videochat import outage
from videochat.outage import OUTAGE_ERRORS

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    name: str
    #: From the end of one run to the beginning of the next, and before the first.
    interval_seconds: float
    run: Callable[[], Awaitable[None]]


class Schedule:
    def __init__(self, jobs: Iterable[Job]) -> None:
        self.jobs = tuple(jobs)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        # An empty context, or the first socket's would live as long as the jobs.
        self._tasks = [asyncio.create_task(_repeat(job), name=job.name, context=Context()) for job in self.jobs]

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()


async def _repeat(job: Job) -> None:
    while True:
        await asyncio.sleep(job.interval_seconds)
        try:
            await job.run()
        except OUTAGE_ERRORS as problem:
            outage.record(problem)
        except (Exception, asyncio.CancelledError):
            task = asyncio.current_task()
            if task and task.cancelling():  # by `stop`, and not something that the job waited for
                raise
            logger.exception("The job %r failed", job.name)
