"""Measures a worker's memory while sockets connect and disconnect, round after round."""

import asyncio
import sys
import time
from collections import Counter
from itertools import cycle, islice

from websockets.exceptions import InvalidHandshake

from calls.tests.client.connection import HANG, connect, signaling_path
from calls.tests.client.device import Device

from . import report
from .testbed import Testbed

ROUNDS, CONCURRENCY = 5, 32
#: Tabs of each person: well below what the server allows.
TABS = 16
#: The share by which memory may grow in the last round.
GROWTH = 0.02


async def rounds(testbed: Testbed, sockets: int) -> int:
    """1 if memory grew by GROWTH or more in the last round."""
    cookies = list(testbed.accounts(-(-sockets // TABS)).values())
    print(report.memory("before", testbed.memory()), flush=True)
    found = [testbed.memory()[0]]
    for number in range(1, ROUNDS + 1):
        began = time.monotonic()
        refused = await one_round(testbed, list(islice(cycle(cookies), sockets)))
        found.append(testbed.memory()[0])
        label = f"after round {number} ({sockets} sockets, {time.monotonic() - began:.0f} s)"
        print(report.memory(label, found[-1:]), *(f"; closed with {code}: {n}" for code, n in refused.items()))
        sys.stdout.flush()
    growth = found[-1] / found[-2] - 1
    print(f"the last round grew by {100 * growth:.2f} %")
    return 1 if growth >= GROWTH else 0


async def one_round(testbed: Testbed, cookies: list[str]) -> Counter[int]:
    """How many were closed at first, by close code: on a busy machine, Redis may be too slow."""
    gate, port = asyncio.Semaphore(CONCURRENCY), testbed.site.workers[0].port
    url, origin = f"ws://127.0.0.1:{port}{signaling_path()}", f"http://localhost:{port}"
    refused: Counter[int] = Counter()

    async def one(cookie: str) -> Device:
        async with gate:
            while True:
                try:
                    device = Device(await connect(url, origin=origin, cookie=cookie), "somebody")
                except (OSError, InvalidHandshake):
                    refused[1006] += 1
                    continue
                device.timeout = 2 * HANG  # on a busy machine a `hello` may take that long
                if await device.first("hello"):
                    return device
                refused[device.close_code] += 1

    for device in await asyncio.gather(*(one(cookie) for cookie in cookies)):
        device.connection.abort()
    limit = time.monotonic() + 2 * HANG + 0.02 * len(cookies)
    while await asyncio.to_thread(testbed.connections):
        if time.monotonic() > limit:
            raise TimeoutError("the rows of closed sockets are still there")
        await asyncio.sleep(0.2)
    return refused
