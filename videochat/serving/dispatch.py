"""Several sources of messages, one handler, one message at a time; knows nothing of what they are."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

Source: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
Handler: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]

#: Messages of one source in a row, after which everybody else in the process gets a turn: a source that always has one
#: would hold them up for as long as it lasts.
IN_A_ROW = 8


async def take_turns(handle: Handler, *sources: Source) -> None:
    """Handle what the sources give until one raises; then stop the others, and raise it.

    Channels' own loop makes a task for each message and waits for two of them: a quarter of what a relay costs.
    """
    # From a frame without tasks: a task holds what it has raised, and that holds the frames it went through. Only the
    # collector would find the circle, with all that a socket has had.
    raise await first_end(handle, sources)


async def first_end(handle: Handler, sources: tuple[Source, ...]) -> BaseException:
    """What the first source, or the handling of its message, has raised."""
    turn = asyncio.Lock()

    async def pump(source: Source) -> None:
        while True:
            for _ in range(IN_A_ROW):
                message = await source()
                async with turn:
                    await handle(message)
            await asyncio.sleep(0)

    pumps = [asyncio.create_task(pump(source)) for source in sources]
    try:
        done, _running = await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in pumps:
            each.cancel()
        await asyncio.wait(pumps)
    return done.pop().exception() or RuntimeError("a source ended without a word")
