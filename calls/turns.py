"""Several sources of messages, one handler, one message at a time; knows nothing of what they are."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

Source: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]

#: Messages of one source in a row, after which everybody else in the process gets a turn: a source that always has one
#: would hold them up for as long as it lasts.
IN_A_ROW = 8


async def take_turns(handle: Callable[[dict[str, Any]], Awaitable[None]], *sources: Source) -> None:
    """Handle what the sources give until one raises; then stop the others, and raise it.

    Channels' own loop makes a task for each message and waits for two of them: a quarter of what a relay costs.
    """
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
    for ended in done:
        ended.result()
