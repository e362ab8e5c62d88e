"""The load generator, a separate process: reads one job from standard input, prints its figures.

Both are JSON. It prints {"ready": true}, starts at the next line of input, prints the figures, and
keeps the sockets open until one more line comes. So what the servers use in between belongs to the
load alone.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any

from calls.tests.client.connection import HANG, Connection

from .open_pages import open_pages, stay
from .storm import break_all, open_all
from .streams import Json, Stream, open_device, open_socket, streams_of


async def closed_loop(streams: list[Stream], job: Json) -> None:
    """`window` messages of each stream are on their way at any moment."""
    for stream in streams:
        stream.repeat = True
        for _ in range(job["window"]):
            stream.send(time.perf_counter())
    await asyncio.sleep(job["seconds"])
    for stream in streams:
        stream.repeat = False


async def open_loop(streams: list[Stream], job: Json) -> None:
    """`rate` messages a second in all, each when it is due, even if the last has not arrived.

    A message's time starts when it was due: a slow server cannot hide its delay by slowing the generator.
    """
    start = time.perf_counter()
    for n in range(int(job["rate"] * job["seconds"])):
        due = start + n / job["rate"]
        if (ahead := due - time.perf_counter()) > 0:
            await asyncio.sleep(ahead)
        streams[n % len(streams)].send(due)


def wait_for_start() -> None:
    gc.collect()
    gc.freeze()  # a full collection with ten thousand sockets would count as the server's time
    print(json.dumps({"ready": True}), flush=True)
    sys.stdin.readline()


def report(took: list[float], done: int, wall: float, busy: float, **more: float) -> None:
    """Print the figures, then wait until the sockets may close."""
    took.sort()
    figures = {"per_second": done / wall, "messages": len(took), "generator": busy / wall, **more}
    print(json.dumps(figures | {"p50": took[len(took) // 2], "p99": took[len(took) * 99 // 100]}), flush=True)
    sys.stdin.readline()


async def messages(job: Json) -> None:
    streams = await streams_of(job)
    await asyncio.sleep(0.3)  # the servers finish setting up the calls
    wait_for_start()
    start, busy = time.perf_counter(), time.process_time()
    await (open_loop if "rate" in job else closed_loop)(streams, job)
    wall, busy = time.perf_counter() - start, time.process_time() - busy
    done = sum(len(stream.took) for stream in streams)
    async with asyncio.timeout(2 * HANG):  # each frame that was sent must arrive
        while any(stream.sent for stream in streams):  # noqa: ASYNC110  (events would cost time here)
            await asyncio.sleep(0.01)
    report([second for stream in streams for second in stream.took], done, wall, busy)
    for stream in streams:
        stream.close()


async def connects(job: Json) -> None:
    """All people connect, `concurrency` at a time, and are timed from first packet to `hello`.

    A person without a cookie connects to the echo, and an open socket is enough.
    """
    gate, took = asyncio.Semaphore(job["concurrency"]), list[float]()
    port = job["ports"][0]

    async def one(person: Json) -> Connection:
        async with gate:
            begun = time.perf_counter()
            found = (await open_device(port, person)).connection if person else await open_socket(port)
            took.append(time.perf_counter() - begun)
            return found

    wait_for_start()
    start, busy = time.perf_counter(), time.process_time()
    opened = await asyncio.gather(*(one(person) for person in job["people"]))
    report(took, len(took), time.perf_counter() - start, time.process_time() - busy)
    for connection in opened:
        connection.abort()


async def pages(job: Json) -> None:
    """The times are those of the list of people, and of the calls' set-ups."""
    opened = await open_pages(job)
    await asyncio.sleep(2)  # what the arrivals have caused
    wait_for_start()
    start, busy = time.perf_counter(), time.process_time()
    set_ups = sorted(await stay(opened, job))
    wall, busy = time.perf_counter() - start, time.process_time() - busy
    took = [seconds for page in opened for seconds in page.took]
    calls = {
        "calls": len(set_ups),
        "call_p50": set_ups[len(set_ups) // 2],
        "call_p99": set_ups[len(set_ups) * 99 // 100],
    }
    report(took, sum(page.heard for page in opened), wall, busy, **calls)
    for page in opened:
        page.connection.abort()


def of_lists(took: list[float]) -> dict[str, float]:
    took.sort()
    return {"list_p50": took[len(took) // 2], "list_p99": took[len(took) * 99 // 100]}


async def storm(job: Json) -> None:
    """The times are those from the end of all sockets until each has its `hello` again, and those of the lists."""
    opened = await open_all(job)
    wait_for_start()
    start, busy = time.perf_counter(), time.process_time()
    in_calls, others, lists, last_list = await break_all(opened, job["calls"])
    wall, busy = time.perf_counter() - start, time.process_time() - busy
    report(
        others,
        len(opened),
        wall,
        busy,
        last=max(others),
        last_in_calls=max(in_calls),
        last_list=last_list,
        **of_lists(lists),
    )
    for socket in opened:
        if socket.device:
            socket.device.connection.abort()


def kind_of(job: Json) -> Callable[[Json], Coroutine[Any, Any, None]]:
    kinds = {"visitors": pages, "calls": storm, "concurrency": connects}
    return next((run for field, run in kinds.items() if field in job), messages)


if __name__ == "__main__":
    order = json.loads(sys.stdin.readline())
    asyncio.run(kind_of(order)(order))
