"""Questions to the record, one after the other, each kind in the thread that it shares; knows no question."""

import asyncio
from collections.abc import Callable
from typing import Any

from channels.db import database_sync_to_async
from django.db import OperationalError

from videochat import outage

_beside = asyncio.Lock()


async def ask(what: Callable[..., Any], *args: Any) -> Any:
    """What the record says. Raises what `what` raises, and OperationalError, at once, where the database has gone."""
    return await database_sync_to_async(_turn)(what, *args)


async def ask_beside(what: Callable[..., Any], *args: Any) -> Any:
    """The same for what no call waits for: a thousand pages that look at their lists keep a thread busy."""
    async with _beside:
        return await database_sync_to_async(_turn, thread_sensitive=False)(what, *args)


def _turn(what: Callable[..., Any], *args: Any) -> Any:
    # Those who wait for their turn would else wait for the database's silence one after the other, and hold up their
    # sockets meanwhile.
    if not outage.database.there:
        raise OperationalError("the database is away")
    try:
        return what(*args)
    except outage.NO_DATABASE as problem:
        # Here, and not only where it ends: the next one has its turn before that.
        outage.note(problem)
        raise
