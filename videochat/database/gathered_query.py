"""A query for many at once: it serves all that have come while the last one ran."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

from videochat.outage import UNREACHABLE_ERRORS, is_unreachable

from .query_queue import run_query

#: Each of a batch is tried alone. A lock or a timeout takes seconds: after so many of them, the rest fail as well.
MAX_FAILURES = 3

Item = TypeVar("Item")
Result = TypeVar("Result")


class GatheredQuery(Generic[Item, Result]):
    def __init__(self, query: Callable[[list[Item]], Sequence[Result | Exception]], max_batch: int) -> None:
        """`query` returns a result for each of at most `max_batch` items, or the exception to raise for that one.

        If it raises, it is run again for each item alone, so it must not have changed what it cannot repeat.
        """
        self._query, self._max_batch = query, max_batch
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._running: asyncio.Task[None] | None = None

    async def run(self, item: Item) -> Result:
        """Raises what the query raises. Cancelled before its turn, the item is left out."""
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run(), context=Context())
        return await done

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._max_batch], self._waiting[self._max_batch :]
            problem = await self._try(batch)
            if problem and len(batch) > 1 and not is_unreachable(problem):
                problem = await self._try_each(batch)  # it may be the fault of one of them
            if problem:
                _fail(batch, problem)

    async def _try_each(self, batch: list[tuple[Item, asyncio.Future[Result]]]) -> Exception | None:
        """The exception for those that are left, if it gives up."""
        failures = 0
        for each in batch:
            problem = await self._try([each])
            if problem and is_unreachable(problem):
                return problem
            if problem:
                _fail([each], problem)
                failures += isinstance(problem, UNREACHABLE_ERRORS)
            if failures == MAX_FAILURES:
                return problem
        return None

    async def _try(self, batch: list[tuple[Item, asyncio.Future[Result]]]) -> Exception | None:
        """The exception of the query, if it raises one. Those whose waiters are cancelled are left out."""
        wanted = [(item, done) for item, done in batch if not done.done()]
        if not wanted:
            return None
        try:
            results: Sequence[Result | Exception] = await run_query(self._query, [item for item, _done in wanted])
        except Exception as problem:
            return problem
        for each, result in zip(wanted, results, strict=True):
            if isinstance(result, Exception):
                _fail([each], result)
            elif not each[1].done():
                each[1].set_result(result)
        return None


def _fail(batch: Iterable[tuple[Item, asyncio.Future[Result]]], problem: Exception) -> None:
    for _item, done in batch:
        if not done.done():
            done.set_exception(problem)
