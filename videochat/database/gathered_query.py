"""A query for many at once: it serves all that have come while the last one ran."""

import asyncio
from collections.abc import Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

from videochat.outage import UNREACHABLE_ERRORS

from .query_queue import run_query

Item = TypeVar("Item")
Result = TypeVar("Result")


class GatheredQuery(Generic[Item, Result]):
    def __init__(self, query: Callable[[list[Item]], Sequence[Result | Exception]], most: int) -> None:
        """`query` returns a result for each of at most `most` items, or the exception to raise for that one.

        If it raises, it has changed nothing.
        """
        self._query, self._most = query, most
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
            turn, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            turn = [(item, done) for item, done in turn if not done.done()]
            results = await self._results([item for item, _done in turn])
            for (_item, done), result in zip(turn, results, strict=True):
                if done.done():
                    continue
                if isinstance(result, Exception):
                    done.set_exception(result)
                else:
                    done.set_result(result)

    async def _results(self, items: list[Item]) -> Sequence[Result | Exception]:
        try:
            found: Sequence[Result | Exception] = await run_query(self._query, items) if items else []
        except UNREACHABLE_ERRORS as problem:
            return [problem] * len(items)
        except Exception as problem:
            if len(items) == 1:
                return [problem]
            # It may be the fault of one of them.
            return [result for item in items for result in await self._results([item])]
        return found
