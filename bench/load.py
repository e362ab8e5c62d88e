"""The load generator, a process of its own: it takes one job (JSON) on standard input and prints what it measured.

It knows nothing of the servers' inside. It says {"ready": true}, begins at the next line, prints its answer, and keeps
the sockets until one more line comes: what is counted in between belongs to the load alone.
"""

import asyncio
import json
import sys
import time

from . import wire
from .lanes import SIGNALING, Json, Lane, expect, lanes_of
from .wire import Socket, connect


async def flood(lanes: list[Lane], job: Json) -> None:
    """Closed loop: `window` messages of each lane are under way at any moment."""
    for lane in lanes:
        lane.again = True
        for _ in range(job["window"]):
            lane.send(time.perf_counter())
    await asyncio.sleep(job["seconds"])
    for lane in lanes:
        lane.again = False


async def drip(lanes: list[Lane], job: Json) -> None:
    """Open loop: `rate` messages a second in all, each when it is due, whether or not the last one has come.

    A message's time runs from when it was due: a slow server cannot hide its delay by slowing the generator.
    """
    start = time.perf_counter()
    for n in range(int(job["rate"] * job["seconds"])):
        due = start + n / job["rate"]
        if (ahead := due - time.perf_counter()) > 0:
            await asyncio.sleep(ahead)
        lanes[n % len(lanes)].send(due)


def go() -> None:
    print(json.dumps({"ready": True}), flush=True)
    sys.stdin.readline()


def tell(took: list[float], done: int, wall: float, busy: float) -> None:
    took.sort()
    answer = {"per_second": done / wall, "messages": len(took), "generator": busy / wall}
    print(json.dumps(answer | {"p50": took[len(took) // 2], "p99": took[len(took) * 99 // 100]}), flush=True)
    sys.stdin.readline()


async def messages(job: Json) -> None:
    lanes = await lanes_of(job)
    await asyncio.sleep(0.3)  # the servers finish with the calls' beginnings
    go()
    start, busy = time.perf_counter(), time.process_time()
    await (drip if "rate" in job else flood)(lanes, job)
    wall, busy = time.perf_counter() - start, time.process_time() - busy
    done = sum(len(lane.took) for lane in lanes)
    async with asyncio.timeout(wire.HANG):  # each frame that went in must come out
        while any(lane.sent for lane in lanes):  # noqa: ASYNC110  (an event in each lane would cost in the measurement)
            await asyncio.sleep(0.01)
    tell([second for lane in lanes for second in lane.took], done, wall, busy)
    for lane in lanes:
        lane.source.transport.close()
        lane.sink.transport.close()


async def storm(job: Json) -> None:
    """Everybody connects, `abreast` at a time; each one's time runs from the first packet to the greeting.

    Whoever has no cookie is a stranger to the server, and content with a socket that is open.
    """
    gate, took = asyncio.Semaphore(job["abreast"]), list[float]()

    async def one(person: Json) -> Socket:
        async with gate:
            begun = time.perf_counter()
            socket = await connect(job["ports"][0], SIGNALING, person.get("cookie", ""))
            if "cookie" in person:
                await expect(socket, "hello")
            took.append(time.perf_counter() - begun)
            return socket

    go()
    start, busy = time.perf_counter(), time.process_time()
    sockets = await asyncio.gather(*(one(person) for person in job["people"]))
    tell(took, len(took), time.perf_counter() - start, time.process_time() - busy)
    for socket in sockets:
        socket.transport.close()


if __name__ == "__main__":
    order = json.loads(sys.stdin.readline())
    asyncio.run(storm(order) if "abreast" in order else messages(order))
