"""`python -m soak`, with MINUTES, SOCKETS and SEED; CHURN=1 measures memory instead.

The exit status is 1 if a call was lost or cannot be explained, or (CHURN) if memory grew by 2 % in
the last of five rounds.
"""

import asyncio
import os
import sys
import time
from random import Random, SystemRandom

from . import churn, report
from .scenario import Scenario
from .testbed import Testbed

WORKERS = 2
#: Seconds between two lines.
REPORT = 15


async def print_summaries(scenario: Scenario, began: float) -> None:
    while True:
        await asyncio.sleep(REPORT)
        print(summary(scenario, began, scenario.online), flush=True)


def summary(scenario: Scenario, began: float, online: int) -> str:
    return report.summary(time.monotonic() - began, scenario.log, online, len(scenario.people))


async def soak(testbed: Testbed, people: int, seconds: float, random: Random) -> int:
    scenario = Scenario(testbed.accounts(people), testbed.ports, testbed.faults, random)
    began = time.monotonic()
    try:
        await scenario.arrive()
        print(f"{people} sockets connected in {time.monotonic() - began:.1f} s", flush=True)
        print(report.memory("at the beginning", testbed.memory()), flush=True)
        until = time.monotonic() + seconds
        jobs = [asyncio.create_task(job) for job in (print_summaries(scenario, began), scenario.end_stuck_calls())]
        await asyncio.gather(scenario.place_calls(until), scenario.cause_faults(until))
        await scenario.finish()
        for job in jobs:
            job.cancel()
        online = scenario.online
        print(report.memory("at the end", testbed.memory()))
    finally:
        await scenario.leave()
    log = scenario.log
    log.unexplained += [f"{call.id} has not ended" for call in log.live.values()]
    log.compare(testbed.calls())
    print(summary(scenario, began, online))
    print(report.faults(scenario.done, log))
    print(report.exits(testbed.exits))
    print(report.relay(log))
    print(report.closes(log))
    print(report.items("tracebacks in the workers' logs", testbed.tracebacks()))
    print(report.items("lost", log.lost))
    print(report.items("unexplained", log.unexplained), flush=True)
    return 1 if log.lost or log.unexplained else 0


def main() -> int:
    sockets, minutes = int(os.environ.get("SOCKETS") or 1000), float(os.environ.get("MINUTES") or 3)
    seed = int(os.environ.get("SEED") or SystemRandom().randrange(10**6))
    memory_only = bool(os.environ.get("CHURN"))
    random = Random(seed)  # noqa: S311
    print(f"SEED={seed}; stop with Ctrl-C", flush=True)
    testbed = Testbed(1 if memory_only else WORKERS, random)
    try:
        if memory_only:
            return asyncio.run(churn.rounds(testbed, sockets))
        return asyncio.run(soak(testbed, sockets, 60 * minutes, random))
    finally:
        testbed.stop()


if __name__ == "__main__":
    sys.exit(main())
