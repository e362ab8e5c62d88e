"""A shared page of small text over a line of 300 kbit/s, read by OCR."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from calls.tests.e2e.browser.broken_apis import broken
from calls.tests.e2e.browser.homes import Home, Pair, at_home
from calls.tests.e2e.browser.screen_text import HEIGHT, WIDTH, readable, show, take
from calls.tests.e2e.browser.visitor import wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.network.hosts import Internet
from calls.tests.harness.network.line import Condition
from calls.tests.harness.network.remote_site import RemoteSite

pytestmark = pytest.mark.long

#: What is shared is the page itself, on which the text is shown.
OWN_TAB = "--use-fake-device-for-media-stream=display-media-type=browser"
PREFER_IT = """() => {
  const ask = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getDisplayMedia = (wanted) => ask({ ...wanted, preferCurrentTab: true });
}"""
#: The codec does not depend on this machine: a computer with more cores would send AV1.
TWO_CORES = [("Navigator.prototype.hardwareConcurrency", {"value": 2})]
THIN = Condition(rate=300, delay=25)
SHARED = "document.querySelector('#call').dataset.remoteScreen === 'beside'"
#: Samples of the voice: those that were made up, since they did not come, and all.
SOUND = """async () => {
  const report = await tests.connections.at(-1).getStats();
  const voice = ({ type, kind, mid }) => type === "inbound-rtp" && kind === "audio" && mid === "0";
  const { concealedSamples, totalSamplesReceived } = [...report.values()].find(voice);
  return [concealedSamples, totalSamplesReceived];
}"""
#: The share of the words, of letters of each size. Of an undisturbed picture OCR reads 98 to 100 %.
READABLE = 0.9
#: Seconds; ends a test in which the text never gets sharp.
LIMIT = 90


@pytest.fixture(scope="module")
def homes(internet: Internet) -> Iterator[tuple[Home, Home]]:
    found = Home(internet, 1), Home(internet, 3)
    yield found
    for home in found:
        home.stop()


@pytest.fixture
async def pair(homes: tuple[Home, Home], remote_site: RemoteSite, open_page: OpenPage) -> AsyncIterator[Pair]:
    async with at_home(homes, remote_site, open_page, OWN_TAB) as both:
        yield both


@pytest.mark.timeout(300)
async def test_a_shared_text_can_be_read(pair: Pair, homes: tuple[Home, Home]) -> None:
    async with broken(pair.caller, TWO_CORES):
        await pair.caller.page.evaluate(PREFER_IT)
        await pair.caller.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        await pair.talk()
        homes[0].wifi.line.change_both(THIN)
        await pair.caller.click("Share screen")
        await wait_until(pair.callee.page, SHARED)
        # The second text replaces a sharp one, as when somebody turns a page.
        for screen in (0, 1):
            await show(pair.caller.page, screen)
            await becomes_readable(pair, screen)
        homes[0].settle()


async def becomes_readable(pair: Pair, screen: int) -> None:
    began, before, found = time.monotonic(), await pair.callee.page.evaluate(SOUND), {0: 0.0}
    while min(found.values()) < READABLE:
        assert time.monotonic() < began + LIMIT, found
        columns = await take(pair.callee.page, "remoteScreen")
        seconds, sound = time.monotonic() - began, await pair.callee.page.evaluate(SOUND)
        found = await asyncio.to_thread(readable, columns, screen)
        made_up, samples = (now - then for now, then in zip(sound, before, strict=True))
        shares = ", ".join(f"{size} px {share:.0%}" for size, share in found.items())
        print(
            f"\ntext {screen} after {seconds:.1f} s: {shares}; of the sound {made_up / max(1, samples):.1%} was made up"
        )
