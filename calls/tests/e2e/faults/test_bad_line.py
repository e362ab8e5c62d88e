"""One of two people has a bad line: both pages name that side, never the other, and then the call is good again.

On a machine that is busy, both lines look bad.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from calls.tests.e2e.browser.homes import Home, Pair, at_home
from calls.tests.e2e.browser.stage import KEEP_SIGN
from calls.tests.e2e.browser.visitor import wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.network.hosts import Internet
from calls.tests.harness.network.line import Condition
from calls.tests.harness.network.remote_site import RemoteSite
from calls.tests.harness.process import HANG

pytestmark = pytest.mark.long

#: Milliseconds, one way. Two such lines make a round trip of 50 ms.
DELAY = 12
NORMAL = Condition(delay=DELAY)
LEVEL = "document.querySelector('#qualitySign').dataset.level"


@pytest.fixture(scope="module")
def homes(internet: Internet) -> Iterator[tuple[Home, Home]]:
    """Alice's and Bob's."""
    found = Home(internet, 1), Home(internet, 3)
    for home in found:
        home.wifi.line.change_both(NORMAL)
    yield found
    for home in found:
        home.stop()


@pytest.fixture
async def pair(homes: tuple[Home, Home], remote_site: RemoteSite, open_page: OpenPage) -> AsyncIterator[Pair]:
    async with at_home(homes, remote_site, open_page) as both:
        yield both


async def both_wait(pair: Pair, condition: str) -> None:
    await asyncio.gather(*(wait_until(visitor.page, condition, limit=2 * HANG) for visitor in pair.both))


@pytest.mark.parametrize("owner", [0, 1], ids=["the caller", "the callee"])
@pytest.mark.parametrize(
    ("up", "down"),
    [
        (Condition(delay=DELAY, loss=0.1), NORMAL),
        (NORMAL, Condition(delay=DELAY, loss=0.1)),
        (Condition(delay=DELAY, rate=100), NORMAL),
        (Condition(delay=DELAY + 400), NORMAL),
    ],
    ids=["loss upward", "loss downward", "narrow upward", "slow upward"],
)
async def test_both_pages_name_the_side_whose_line_is_bad(
    pair: Pair, homes: tuple[Home, Home], owner: int, up: Condition, down: Condition
) -> None:
    await pair.talk()
    await both_wait(pair, f"{LEVEL} === 'good'")
    await pair.ask(KEEP_SIGN)
    line = homes[owner].wifi.line
    line.change(up, down)
    right = ["Your network is", f"{pair.both[owner].name}\N{RIGHT SINGLE QUOTATION MARK}s network is"]
    named = [right[index != owner] for index in (0, 1)]
    for visitor, words in zip(pair.both, named, strict=True):
        await wait_until(visitor.page, f"tests.said.at(-1)?.startsWith({words!r})", limit=2 * HANG)
    line.change_both(NORMAL)
    await both_wait(pair, f"{LEVEL} === 'good'")
    for visitor, words in zip(pair.both, named, strict=True):
        said = await visitor.page.evaluate("tests.said")
        assert all(one.startswith((words, "The connection is")) for one in said if one), said
