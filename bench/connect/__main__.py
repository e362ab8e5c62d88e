"""`python -m bench.connect`: from Call until it rings, from Accept to the first frames. See README.md."""

import asyncio
import os
from pathlib import Path
from statistics import median
from typing import Any

from bench.media.sources import flags
from bench.media.subjects import opened
from bench.media.testbed import Testbed
from calls.tests.e2e.browser.visitor import Visitor, wait_until
from calls.tests.harness.network.line import Condition

NOTES = (Path(__file__).parent / "page.js").read_text()
ROUND_TRIPS = [float(each) for each in os.environ.get("ROUND_TRIPS", "0 100").split()]
CALLS = int(os.environ.get("CALLS") or 12)
#: Seconds until somebody who hears a ring has found the button.
RING = 2.0
#: Seconds in a call until the direct way is found, and how many of the calls last so long.
SETTLE = 3.0
SETTLED = 3
#: The first calls of a page load what later ones find.
WARM_UP = 1


async def one_call(caller: Visitor, callee: Visitor, ways: list[str], settle: float) -> dict[str, float]:
    """Milliseconds: `rings` after Call; `callee` and `caller` see a frame after Accept.

    `shown` is when both pages show the picture, and no longer that they connect. The way of the media then goes to
    `ways`, and the one that they have `settle` seconds later. `gap` is the longest time without a frame meanwhile.
    """
    both = (caller, callee)
    call = await caller.search(callee.name)
    await asyncio.gather(*(visitor.page.evaluate("bench.watch()") for visitor in both))
    await call.evaluate("(button) => bench.press(button)")
    await callee.expect_call_from(caller.name)
    await asyncio.sleep(RING)
    await callee.button("Accept").evaluate("(button) => bench.press(button)")
    await asyncio.gather(*(wait_until(visitor.page, "() => bench.seen.frame > 0") for visitor in both))
    await asyncio.gather(*(wait_until(visitor.page, "() => bench.seen.shown > 0") for visitor in both))
    ways.append(await way(caller))
    there, here = await asyncio.gather(*(visitor.page.evaluate("bench.seen") for visitor in both))
    await asyncio.sleep(settle)
    ways.append(await way(caller))
    gaps = await asyncio.gather(*(visitor.page.evaluate("bench.seen.gap ?? 0") for visitor in both))
    await caller.click("Hang up")
    await asyncio.gather(*(visitor.wait_for_state("idle") for visitor in both))
    accepted = here["pressed"]
    return {
        "rings": here["rang"] - there["pressed"],
        "callee": here["frame"] - accepted,
        "caller": there["frame"] - accepted,
        "shown": max(here["shown"], here["frame"], there["shown"], there["frame"]) - accepted,
        "gap": max(gaps),
    }


async def way(visitor: Visitor) -> str:
    return "relay" if any("relay" in pair for pair in await visitor.candidate_types()) else "direct"


def row(round_trip: float, calls: list[dict[str, float]], ways: list[str]) -> str:
    def cell(name: str) -> str:
        found = sorted(call[name] for call in calls[-SETTLED if name == "gap" else 0 :])
        return f"{median(found):.0f} ({found[0]:.0f} to {found[-1]:.0f})"

    cells = [cell(name) for name in ("rings", "callee", "caller", "shown", "gap")]
    return f"| {round_trip:g} ms | {' | '.join(cells)} | {ways[0]}, then {ways[-1]} |"


async def main() -> None:
    testbed = Testbed()
    lines: list[Any] = [home.wifi.line for home in testbed.homes]
    try:
        print(
            "| round trip | Call -> it rings | Accept -> first frame at the callee | at the caller | shown at both "
            "| no frame, then | way |\n|---|---|---|---|---|---|---|"
        )
        async with opened("product", testbed, flags()) as subject:
            caller, callee = subject.visitors
            for visitor in subject.visitors:
                await visitor.page.evaluate(NOTES)
            for round_trip in ROUND_TRIPS:
                for line in lines:
                    line.change_both(Condition(delay=round_trip / 4))
                calls, ways = [], list[list[str]]()
                for number in range(CALLS + WARM_UP):
                    settle = SETTLE if number >= CALLS + WARM_UP - SETTLED else 0
                    ways.append([])
                    calls.append(await one_call(caller, callee, ways[-1], settle))
                print(row(round_trip, calls[WARM_UP:], ways[-1]), flush=True)
    finally:
        testbed.stop()


if __name__ == "__main__":
    asyncio.run(main())
