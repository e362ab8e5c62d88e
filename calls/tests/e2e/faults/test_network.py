"""Two homes behind routers and a distant site: cut links, interfaces that go down, addresses that change."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Iterator

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.homes import Home, Pair, at_home
from calls.tests.e2e.browser.visitor import wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.network.hosts import Internet
from calls.tests.harness.network.line import Condition
from calls.tests.harness.network.remote_site import RemoteSite
from calls.tests.harness.process import HANG

pytestmark = pytest.mark.tier2

#: Resolves once the call goes straight; ICE may try the relay first.
DIRECT = """async () => {
  for (;;) {
    const ends = (await tests.pairs()).flatMap(({ local, remote }) => [local, remote]);
    if (ends.length > 0 && !ends.includes("relay")) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}"""
EVENTS = """() => {
  tests.events = [];
  for (const type of ["offline", "online"]) addEventListener(type, () => tests.events.push(type));
}"""
#: The share of the sound that was made up, since it did not come, in the next 5 s.
MADE_UP = """async () => {
  const read = async () =>
    [...(await tests.connections.at(-1).getStats()).values()].find(
      ({ type, kind, mid }) => type === "inbound-rtp" && kind === "audio" && mid === "0",
    );
  const before = await read();
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const after = await read();
  const more = (count) => after[count] - before[count];
  return more("concealedSamples") / more("totalSamplesReceived");
}"""
#: Seconds. The server's ping goes out every 10 s and waits 10 s for its answer; with room for its clock.
DEAD = 22


@pytest.fixture(scope="module")
def homes(internet: Internet) -> Iterator[tuple[Home, Home]]:
    """Alice's and Bob's."""
    found = Home(internet, 1), Home(internet, 3)
    yield found
    for home in found:
        home.stop()


@pytest.fixture
def home(request: pytest.FixtureRequest, homes: tuple[Home, Home]) -> Iterator[Home]:
    """At whose end it happens: the caller's, unless a test says otherwise."""
    found = homes[getattr(request, "param", "caller") == "callee"]
    yield found
    found.settle()


@pytest.fixture
async def pair(
    home: Home, homes: tuple[Home, Home], remote_site: RemoteSite, open_page: OpenPage
) -> AsyncIterator[Pair]:
    async with at_home(homes, remote_site, open_page) as both:
        yield both


at_the_callees = pytest.mark.parametrize("home", ["callee"], indirect=True)


async def test_two_ordinary_homes_need_no_relay(pair: Pair) -> None:
    await pair.talk()
    await pair.ask(DIRECT)


@pytest.fixture
def on_mobile(home: Home) -> None:
    home.leave_the_wifi()


@pytest.mark.usefixtures("on_mobile")
async def test_a_symmetric_nat_needs_the_relay(pair: Pair) -> None:
    await pair.talk()
    for visitor in pair.both:
        assert any("relay" in ends for ends in await visitor.candidate_types())


@pytest.mark.parametrize(("home", "seconds"), [("caller", 5), ("callee", 15)], indirect=["home"])
async def test_a_link_is_cut_silently(pair: Pair, home: Home, seconds: float) -> None:
    await cut(pair, home, seconds)


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_a_link_is_cut_for_so_long_that_the_server_notices(pair: Pair, home: Home) -> None:
    await cut(pair, home, 40, meanwhile=pair.the_server_gives_up_the_caller())


async def cut(pair: Pair, home: Home, seconds: float, meanwhile: Awaitable[None] | None = None) -> None:
    await pair.talk()
    begun = time.time()
    home.wifi.cut()
    await pair.read_that_it_reconnects()
    print(f"\nboth pages say so after {time.time() - begun:.1f} s")
    if meanwhile:
        await meanwhile
        print(f"the server has noticed after {time.time() - begun:.1f} s")
        assert time.time() - begun < DEAD + 1
    await asyncio.sleep(begun + seconds - time.time())
    home.wifi.restore()
    await pair.are_back(f"cut of {seconds} s", time.time())


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_sound_has_priority_on_a_slow_link(pair: Pair, home: Home) -> None:
    """One that the pictures alone have filled several times over: they give way until the sound is whole."""
    await pair.talk()
    home.wifi.line.change(up=Condition(rate=150))
    began = time.monotonic()
    await wait_until(pair.callee.page, f"() => ({MADE_UP})().then((share) => share < 0.02)", limit=90)
    settled = time.monotonic() - began
    shares = [await pair.callee.page.evaluate(MADE_UP) for _ in range(4)]
    print(f"\nsettled after {settled:.0f} s; then of the sound was made up, in spans of 5 s: {shares}")
    assert max(shares) < 0.1, "made up, of four spans"
    await asyncio.gather(*(visitor.expect_media() for visitor in pair.both))


@pytest.mark.timeout(180)
async def test_a_line_that_shrinks_pauses_the_picture_until_it_is_wide_again(pair: Pair, home: Home) -> None:
    await pair.talk()
    await asyncio.gather(*(visitor.expect_media() for visitor in pair.both))
    caller, callee = pair.both
    home.wifi.line.change_both(Condition(delay=25, rate=60))
    began = time.monotonic()
    await caller.expect_text("your video is paused to keep the sound")
    print(f"\nnoticed after {time.monotonic() - began:.1f} s")
    await callee.expect_text("video is paused to keep the sound")
    await wait_until(callee.page, f"() => ({MADE_UP})().then((share) => share < 0.05)", limit=60)
    print(f"five seconds of sound are whole after {time.monotonic() - began:.1f} s")
    home.wifi.restore()
    began = time.monotonic()
    await expect(caller.page.get_by_text("your video is paused")).to_be_hidden(timeout=HANG * 1000)
    print(f"the picture comes back after {time.monotonic() - began:.1f} s")
    await asyncio.gather(*(visitor.expect_media() for visitor in pair.both))


async def test_an_interface_goes_down_and_comes_up(pair: Pair, home: Home) -> None:
    await pair.talk()
    await pair.caller.page.evaluate(EVENTS)
    home.wifi.down()
    await pair.read_that_it_reconnects()
    home.wifi.up()
    await pair.are_back("interface down and up", time.time())
    assert await pair.caller.page.evaluate("tests.events") == ["offline", "online"]


@at_the_callees
async def test_a_machine_changes_from_wifi_to_a_mobile_network(pair: Pair, home: Home) -> None:
    await pair.talk()
    home.leave_the_wifi()
    await pair.are_back("from wifi to mobile", time.time())
    for visitor in pair.both:
        assert any("relay" in ends for ends in await visitor.candidate_types())
