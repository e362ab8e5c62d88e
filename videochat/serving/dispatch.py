"""The dispatch loop of a consumer: several sources, one handler, one message at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

Source: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
Handler: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]

#: Messages of one source in a row before the loop yields to other tasks. A source that always has a
#: next message would block them otherwise.
MAX_MESSAGES_IN_A_ROW = 8


async def run_dispatch_loop(handle: Handler, *sources: Source) -> None:
    """Handle messages until a source or the handler raises; then stop the sources, and raise it.

    Channels' own loop creates a task for each message and waits for two of them: a quarter of the
    cost of a relay.
    """
    # A task refers to its exception, and the exception to the frames that it passed through.
    # Raising it from a frame without tasks avoids a reference cycle that would keep everything of
    # the socket until the next collection.
    raise await first_exception(handle, sources)


async def first_exception(handle: Handler, sources: tuple[Source, ...]) -> BaseException:
    lock = asyncio.Lock()

    async def pump(source: Source) -> None:
        while True:
            for _ in range(MAX_MESSAGES_IN_A_ROW):
                message = await source()
                async with lock:
                    await handle(message)
            await asyncio.sleep(0)

    pumps = [asyncio.create_task(pump(source)) for source in sources]
    try:
        done, _running = await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in pumps:
            each.cancel()
        await asyncio.wait(pumps)
    return done.pop().exception() or RuntimeError("a source ended without an exception")
