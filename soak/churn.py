"""Sockets that come and go, round after round, on one worker: does its memory stay level?"""

import asyncio
import sys
import time
from collections import Counter
from itertools import cycle, islice

from bench.lanes import SIGNALING, expect
from bench.wire import HANG, Socket, connect

from . import report
from .stage import Stage

ROUNDS, ABREAST = 5, 32
#: Tabs of each person: well below what the server allows.
TABS = 16
#: The last round may add this share of the memory.
GROWTH = 0.02


async def rounds(stage: Stage, sockets: int) -> int:
    """1 where the last round has grown by GROWTH or more."""
    cookies = list(stage.accounts(-(-sockets // TABS)).values())
    print(report.memory("before", stage.memory()), flush=True)
    found = [stage.memory()[0]]
    for number in range(1, ROUNDS + 1):
        began = time.monotonic()
        turned_away = await one_round(stage, list(islice(cycle(cookies), sockets)))
        found.append(stage.memory()[0])
        label = f"after round {number} ({sockets} sockets, {time.monotonic() - began:.0f} s)"
        print(report.memory(label, found[-1:]), *(f"; closed with {code}: {n}" for code, n in turned_away.items()))
        sys.stdout.flush()
    growth = found[-1] / found[-2] - 1
    print(f"the last round grew by {100 * growth:.2f} %")
    return 1 if growth >= GROWTH else 0


async def one_round(stage: Stage, cookies: list[str]) -> Counter[int]:
    """How many were turned away at first, by close code: a busy machine may be too slow for its Redis."""
    gate, port = asyncio.Semaphore(ABREAST), stage.site.workers[0].port
    turned_away: Counter[int] = Counter()

    async def one(cookie: str) -> Socket:
        async with gate:
            while True:
                try:
                    socket = await connect(port, SIGNALING, cookie)
                except ConnectionError:
                    turned_away[1006] += 1
                    continue
                greeted = asyncio.create_task(expect(socket, "hello"))
                await asyncio.wait([greeted, socket.closed], return_when=asyncio.FIRST_COMPLETED)
                if not socket.closed.done():
                    await greeted
                    return socket
                greeted.cancel()
                turned_away[socket.code] += 1

    for socket in await asyncio.gather(*(one(cookie) for cookie in cookies)):
        socket.transport.close()
    limit = time.monotonic() + HANG + 0.02 * len(cookies)
    while await asyncio.to_thread(stage.connections):
        if time.monotonic() > limit:
            raise TimeoutError("rows of closed sockets stay")
        await asyncio.sleep(0.2)
    return turned_away
