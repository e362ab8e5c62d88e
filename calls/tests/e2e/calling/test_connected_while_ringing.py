"""A call is connected while it rings, through the relay or directly, so that Accept only opens the tap."""

import asyncio
import time
from typing import Any

import pytest

from calls.tests.e2e.browser.early_connection import (
    CONNECTED,
    MEDIA,
    SOURCE,
    assert_names_relays_alone,
    connect,
    frames_of,
)
from calls.tests.e2e.browser.visitor import DIRECT, Visitor, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.contacts import allow_direct, befriend
from calls.tests.harness.people import Person
from calls.tests.harness.process import until
from calls.tests.harness.sites import Site

OPEN = """() => [...new Set([...tests.early, ...tests.connections])]
  .filter(({ connectionState }) => connectionState !== "closed")"""
NETWORK = "void dispatchEvent(new Event('online'))"
# What a device that rings plays, out of sight.
PREPARED = """() => {
  const video = document.querySelector("video#remoteVideo");
  const kinds = video.srcObject.getTracks().map(({ kind }) => kind);
  return { kinds, muted: video.muted, ready: video.videoWidth > 0, seen: video.checkVisibility() };
}"""
# The relay refuses whatever connects while it rings.
REFUSED = """
window.RTCPeerConnection = class extends window.RTCPeerConnection {
  constructor({ iceServers, ...configuration }) {
    const wrong = configuration.iceTransportPolicy === "relay" && { credential: "wrong" };
    super({ ...configuration, iceServers: iceServers.map((server) => ({ ...server, ...wrong })) });
  }
};
"""
CLOSED = "() => tests.early.every(({ connectionState }) => connectionState === 'closed')"


ways = pytest.mark.parametrize("way", ["through relays", "directly"])


async def alice_and_bob(site: Site, way: str) -> tuple[Person, Person]:
    alice, bob = Person(site, "alice"), Person(site, "bob", home_worker=1)
    if way == "directly":
        await befriend(alice, bob)
        await allow_direct(alice, bob)
    return alice, bob


async def goes_over_early(visitor: Visitor) -> list[bool]:
    """Of each open connection of the call: whether it was made while it rang."""
    used = "tests.connections.filter(({ connectionState }) => connectionState !== 'closed')"
    found: list[bool] = await visitor.page.evaluate(f"{used}.map((pc) => tests.early.includes(pc))")
    return found


def offers(visitor: Visitor) -> list[dict[str, Any]]:
    """A page with a new socket offers again."""
    return [said for said in visitor.heard if said["type"] == "offer"]


async def test_accept_opens_the_tap(two_workers: Site, open_page: OpenPage) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob", home_worker=1)
    caller, callee = await open_page(alice, "/healthz"), await open_page(bob, "/healthz")
    sent, placed = frames_of(callee), frames_of(caller)
    await caller.open()
    await callee.open()
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await connect(caller, callee)
    await wait_until(callee.page, f"async () => (await ({MEDIA})()).frames > 0")
    told = [frame for frame in sent if frame["type"] not in ("ping", "people", "requests")]
    assert {frame["type"] for frame in told} == {"ringing", "early"}
    assert_names_relays_alone(told)
    told = [frame for frame in placed if frame["type"] not in ("ping", "people", "requests")]
    assert {frame["type"] for frame in told} == {"offer", "candidate", "early"}
    assert_names_relays_alone(told)
    media = await callee.page.evaluate(MEDIA)
    assert (media["sent"], media["tracks"]) == (0, 0)
    await wait_until(callee.page, f"() => ({PREPARED})().ready")
    prepared = {"kinds": ["video"], "muted": True, "ready": True, "seen": False}
    assert await callee.page.evaluate(PREPARED) == prepared
    media = await caller.page.evaluate(MEDIA)
    assert (media["received"], media["tracks"]) == (0, 1), "the picture alone goes out, and nothing comes"
    assert await caller.page.evaluate(SOURCE) is None

    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    for visitor in (caller, callee):
        assert await goes_over_early(visitor) == [True]
        await visitor.goes_directly()
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    assert "answer" not in [frame["type"] for frame in sent[: [frame["type"] for frame in sent].index("accept")]]


@pytest.mark.tier2
@ways
async def test_each_device_that_rings_connects_and_one_goes_on(
    two_workers: Site, open_page: OpenPage, way: str
) -> None:
    alice, bob = await alice_and_bob(two_workers, way)
    caller, first, second = await open_page(alice), await open_page(bob), await open_page(bob, worker=0)
    await caller.call(bob.name)
    await connect(first, second)
    await second.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), second.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), second.expect_media())
    assert await goes_over_early(second) == [True]
    await wait_until(first.page, CLOSED)
    states = await caller.page.evaluate("tests.early.map(({ connectionState }) => connectionState)")
    assert sorted(states) == ["closed", "connected"]


@pytest.mark.tier2
async def test_a_relay_that_refuses_is_not_waited_for(two_workers: Site, open_page: OpenPage) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob", home_worker=1)
    caller, callee = await open_page(alice, "/healthz"), await open_page(bob, "/healthz")
    for visitor in (caller, callee):
        await visitor.add_init_script(REFUSED)
        await visitor.open()
    await caller.call(bob.name)
    await wait_until(callee.page, "() => tests.early.some(({ iceGatheringState }) => iceGatheringState === 'complete')")
    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    for visitor in (caller, callee):
        assert await goes_over_early(visitor) == [False]
        await wait_until(visitor.page, CLOSED)


@pytest.mark.tier2
@ways
async def test_a_page_that_reloads_while_it_rings_connects_again(
    two_workers: Site, open_page: OpenPage, way: str
) -> None:
    alice, bob = await alice_and_bob(two_workers, way)
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await wait_until(callee.page, CONNECTED)
    await callee.page.reload()
    await wait_until(callee.page, CONNECTED)
    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    for visitor in (caller, callee):
        assert await goes_over_early(visitor) == [True]


@pytest.mark.tier2
@ways
async def test_a_declined_call_closes_them(two_workers: Site, open_page: OpenPage, way: str) -> None:
    alice, bob = await alice_and_bob(two_workers, way)
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await connect(caller, callee)
    await callee.click("Decline")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    await asyncio.gather(*(wait_until(visitor.page, CLOSED) for visitor in (caller, callee)))


@pytest.mark.tier2
async def test_a_voice_call_connects_while_it_rings(two_workers: Site, open_page: OpenPage) -> None:
    """It sends nothing before Accept: no picture, and the caller's sound waits."""
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob", home_worker=1)
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.search(bob.name)
    await caller.click(f"Voice call to {bob.name}")
    await connect(caller, callee)
    for visitor in (caller, callee):
        media = await visitor.page.evaluate(MEDIA)
        assert (media["sent"], media["received"], media["tracks"]) == (0, 0, 0)
    await callee.click("Accept")
    await asyncio.gather(*(visitor.wait_for_state("active") for visitor in (caller, callee)))
    await asyncio.gather(*(visitor.expect_media(picture=False) for visitor in (caller, callee)))
    for visitor in (caller, callee):
        assert await goes_over_early(visitor) == [True]
        await visitor.goes_directly()
    await asyncio.gather(*(visitor.expect_media(picture=False) for visitor in (caller, callee)))


@pytest.mark.tier2
@ways
async def test_both_press_call(two_workers: Site, open_page: OpenPage, way: str) -> None:
    """One of the calls stands, over an ordinary connection, or over one that was made in time. No other one is left."""
    alice, bob = await alice_and_bob(two_workers, way)
    one, other = await open_page(alice), await open_page(bob)
    buttons = [await one.search(bob.name), await other.search(alice.name)]
    await asyncio.gather(*(button.evaluate("(button) => button.click()") for button in buttons))
    await asyncio.gather(*(visitor.wait_for_state("active") for visitor in (one, other)))
    await asyncio.gather(*(visitor.expect_media() for visitor in (one, other)))
    for visitor in (one, other):
        await visitor.goes_directly()
        assert await visitor.page.evaluate(f"({OPEN})().length") == 1


@pytest.mark.tier2
@ways
async def test_another_network_while_it_rings(two_workers: Site, open_page: OpenPage, way: str) -> None:
    """Both get a new socket. What the callee asked for on the old one may be lost; the caller's does not know it."""
    alice, bob = await alice_and_bob(two_workers, way)
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await connect(caller, callee)
    await callee.page.evaluate(NETWORK)
    another = "() => tests.early.length > 1 && tests.early.at(-1).connectionState === 'connected'"
    await asyncio.gather(*(wait_until(visitor.page, another) for visitor in (caller, callee)))
    offered = len(offers(callee))
    await caller.page.evaluate(NETWORK)
    await asyncio.to_thread(until, lambda: len(offers(callee)) > offered, "the caller has another socket")
    await callee.click("Accept")
    await asyncio.gather(*(visitor.wait_for_state("active") for visitor in (caller, callee)))
    await asyncio.gather(*(visitor.expect_media() for visitor in (caller, callee)))
    for visitor in (caller, callee):
        assert await goes_over_early(visitor) == [True]
    for visitor in (caller, callee):
        await visitor.goes_directly()


@pytest.mark.tier2
async def test_the_switch_to_the_direct_way_is_not_seen(two_workers: Site, open_page: OpenPage) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob", home_worker=1)
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await connect(caller, callee)
    await callee.click("Accept")
    await asyncio.gather(*(visitor.expect_media() for visitor in (caller, callee)))
    both = (caller.page, callee.page)
    await asyncio.gather(*(page.evaluate("tests.watch()") for page in both))
    await asyncio.gather(*(visitor.goes_directly() for visitor in (caller, callee)))
    await asyncio.gather(*(page.evaluate("tests.shown(20)") for page in both))
    gaps = await asyncio.gather(*(page.evaluate("tests.gap()") for page in both))
    print(f"\nlongest time without a frame, of ten a second: {gaps[0]:.0f} ms (caller), {gaps[1]:.0f} ms (callee)")
    # A gap that a person sees, with room for a busy machine. `python -m bench.connect` measures it.
    assert max(gaps) < 600


@pytest.mark.tier2
@ways
async def test_an_offer_that_crosses_accept(two_workers: Site, open_page: OpenPage, way: str) -> None:
    """The caller's network changes, and the server has dropped the offer that would say so: the call is accepted."""
    alice, bob = await alice_and_bob(two_workers, way)
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await connect(caller, callee)
    if way == "directly":  # after its search for a direct way
        await wait_until(caller.page, DIRECT)
    await wait_until(caller.page, "() => tests.early[0].signalingState === 'stable'")
    await caller.page.evaluate("tests.hold('early')")
    await caller.page.evaluate("void tests.early[0].restartIce()")
    await wait_until(caller.page, "() => tests.held > 0")
    await callee.click("Accept")
    accepted = lambda: any(said["type"] == "accepted" for said in caller.heard)  # noqa: E731
    await asyncio.to_thread(until, accepted, "the caller has heard of it")
    await caller.page.evaluate("tests.release()")
    await asyncio.gather(*(visitor.wait_for_state("active") for visitor in (caller, callee)))
    await asyncio.gather(*(visitor.expect_media() for visitor in (caller, callee)))
    for visitor in (caller, callee):
        assert await goes_over_early(visitor) == [True]
        await visitor.goes_directly()
        await wait_until(visitor.page, "() => tests.connections[0].signalingState === 'stable'")


@pytest.mark.tier2
async def test_the_callers_socket_breaks_as_accept_is_pressed(two_workers: Site, open_page: OpenPage) -> None:
    """The caller hears of it in a greeting, which names no connection: it offers at once."""
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob", home_worker=1)
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await connect(caller, callee)
    began = time.monotonic()
    await asyncio.gather(caller.page.evaluate("tests.lose()"), callee.click("Accept"))
    await asyncio.gather(*(visitor.wait_for_state("active") for visitor in (caller, callee)))
    await asyncio.gather(*(visitor.expect_media() for visitor in (caller, callee)))
    print(f"\nmedia both ways {time.monotonic() - began:.1f} s after the press")
    for visitor in (caller, callee):
        await visitor.goes_directly()
        assert [said for said in visitor.heard if said["type"] == "leave"] == []
