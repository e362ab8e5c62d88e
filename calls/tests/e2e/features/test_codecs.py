"""Which video codec each side sends: what its own device encodes cheaply, and the usual one otherwise."""

import pytest

from calls.tests.e2e.browser.broken_apis import broken
from calls.tests.e2e.browser.visitor import talk, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

FOUR_CORES = [("Navigator.prototype.hardwareConcurrency", {"value": 4})]
TWO_CORES = [("Navigator.prototype.hardwareConcurrency", {"value": 2})]
# Of the pictures that have been sent, camera first.
SENT = """async () => {
  const report = await tests.connections.at(-1).getStats();
  const streams = [...report.values()].filter(({ type, kind }) => type === "outbound-rtp" && kind === "video");
  return streams
    .filter(({ framesSent }) => framesSent)
    .sort((one, other) => one.mid - other.mid)
    .map(({ codecId }) => report.get(codecId).mimeType.replace("video/", ""))
    .join();
}"""


@pytest.mark.tier2
async def test_each_side_sends_what_it_encodes_cheaply(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice, "/healthz"), await open_page(bob, "/healthz")
    async with broken(caller, FOUR_CORES), broken(callee, TWO_CORES):
        await talk(caller, callee)
        await caller.click("Share screen")
        await wait_until(caller.page, f"() => ({SENT})().then((sent) => sent === 'AV1,AV1')")
        await wait_until(callee.page, f"() => ({SENT})().then((sent) => sent === 'VP8')")
        await wait_until(callee.page, "remoteScreen.getVideoPlaybackQuality().totalVideoFrames > 3")
