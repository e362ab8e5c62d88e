"""`python -m soak`: MINUTES, SOCKETS, SEED; with CHURN=1, five rounds of SOCKETS connects and disconnects instead.

Exit status 1 where a call was lost or cannot be explained, or (CHURN) where the last round's memory grew by 2 %.
"""

import asyncio
import os
import sys
import time
from random import Random, SystemRandom

from . import churn, report
from .crowd import Crowd
from .testbed import Testbed

WORKERS = 2
#: Seconds between two lines.
REPORT = 15


async def tell(crowd: Crowd, began: float) -> None:
    while True:
        await asyncio.sleep(REPORT)
        print(now(crowd, began), flush=True)


def now(crowd: Crowd, began: float) -> str:
    return report.summary(time.monotonic() - began, crowd.ledger, crowd.online, len(crowd.pages))


async def soak(testbed: Testbed, people: int, seconds: float, random: Random) -> int:
    crowd = Crowd(testbed.accounts(people), testbed.ports, testbed.faults, random)
    began = time.monotonic()
    try:
        await crowd.arrive()
        print(f"{people} sockets came in {time.monotonic() - began:.1f} s", flush=True)
        print(report.memory("at the beginning", testbed.memory()), flush=True)
        until = time.monotonic() + seconds
        helpers = [asyncio.create_task(work) for work in (tell(crowd, began), crowd.watch())]
        await asyncio.gather(crowd.call(until), crowd.fail(until))
        await crowd.finish()
        for helper in helpers:
            helper.cancel()
        print(report.memory("at the end", testbed.memory()))
    finally:
        await crowd.go()
    ledger = crowd.ledger
    ledger.unexplained += [f"{call.id} has not ended" for call in ledger.live.values()]
    ledger.compare(testbed.record())
    print(now(crowd, began).replace("0 of", "all gone, of", 1))
    print(report.faults(crowd.done, ledger))
    print(report.exits(testbed.exits))
    print(report.relay(ledger))
    print(report.closes(ledger))
    print(report.named("tracebacks in the workers' logs", testbed.tracebacks()))
    print(report.named("lost", ledger.lost))
    print(report.named("unexplained", ledger.unexplained), flush=True)
    return 1 if ledger.lost or ledger.unexplained else 0


def main() -> int:
    sockets, minutes = int(os.environ.get("SOCKETS") or 1000), float(os.environ.get("MINUTES") or 3)
    seed = int(os.environ.get("SEED") or SystemRandom().randrange(10**6))
    lonely = bool(os.environ.get("CHURN"))
    random = Random(seed)  # noqa: S311
    print(f"SEED={seed}; stop with Ctrl-C", flush=True)
    testbed = Testbed(1 if lonely else WORKERS, random)
    try:
        if lonely:
            return asyncio.run(churn.rounds(testbed, sockets))
        return asyncio.run(soak(testbed, sockets, 60 * minutes, random))
    finally:
        testbed.stop()


if __name__ == "__main__":
    sys.exit(main())
