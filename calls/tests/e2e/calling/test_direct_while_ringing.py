"""Contacts of somebody who allows it connect directly while it rings. Of nobody else a page learns an address."""

import asyncio
from typing import Any

import pytest

from calls.tests.e2e.browser.early_connection import MEDIA, SOURCE, assert_names_relays_alone, connect, frames_of
from calls.tests.e2e.browser.visitor import DIRECT, Visitor, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.contacts import allow_direct, befriend
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site

CONNECTED = "() => tests.connections.some(({ connectionState }) => connectionState === 'connected')"
#: As MEDIA, of all connections that are open.
ALL_MEDIA = MEDIA.replace("tests.early", "new Set([...tests.early, ...tests.connections])")
# What the callee's page plays before Accept, if anything.
OUT_OF_SIGHT = """() => {
  const kinds = (remoteVideo.srcObject?.getTracks() ?? []).map(({ kind }) => kind);
  return !remoteVideo.checkVisibility() && kinds.every((kind) => kind === "video" && remoteVideo.muted);
}"""

Frames = list[dict[str, Any]]


def types_of(frames: Frames, kind: str) -> set[str]:
    """The types of the candidates that messages of a kind name."""
    return {
        frame["candidate"]["candidate"].split(" typ ")[1].split()[0]
        for frame in frames
        if frame["type"] == kind and frame.get("candidate")
    }


async def ring(alice: Person, bob: Person, open_page: OpenPage) -> tuple[Visitor, Visitor, Frames, Frames]:
    """The pages, and what they send."""
    caller, callee = await open_page(alice, "/healthz"), await open_page(bob, "/healthz")
    placed, sent = frames_of(caller), frames_of(callee)
    await caller.open()
    await callee.open()
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    return caller, callee, placed, sent


async def assert_no_media(caller: Visitor, callee: Visitor) -> None:
    media = await callee.page.evaluate(ALL_MEDIA)
    assert (media["sent"], media["tracks"]) == (0, 0)
    assert (await caller.page.evaluate(ALL_MEDIA))["received"] == 0
    assert await caller.page.evaluate(SOURCE) is None
    assert await callee.page.evaluate(OUT_OF_SIGHT)


async def accept(caller: Visitor, callee: Visitor) -> None:
    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), callee.expect_media())


@pytest.mark.parametrize("shape", ["two_workers", pytest.param("one_worker", marks=pytest.mark.tier2)])
async def test_a_contact_who_may(request: pytest.FixtureRequest, shape: str, open_page: OpenPage) -> None:
    """With a relay, which comes first, and without one."""
    site: Site = request.getfixturevalue(shape)
    alice, bob = Person(site, "alice"), Person(site, "bob", home_worker=1)
    await befriend(alice, bob)
    await allow_direct(alice, bob)
    caller, callee, placed, sent = await ring(alice, bob, open_page)
    for visitor in (caller, callee):
        await wait_until(visitor.page, CONNECTED)
        await wait_until(visitor.page, DIRECT)
    assert "host" in types_of(placed, "early") & types_of(sent, "early")
    assert "candidate" not in {frame["type"] for frame in sent}
    if shape == "two_workers":
        assert types_of(placed, "candidate") <= {"relay"}, "said before the server has said that it is a contact"
    await wait_until(callee.page, f"async () => (await ({ALL_MEDIA})()).frames > 0")
    await assert_no_media(caller, callee)
    before = len(placed)
    await accept(caller, callee)
    assert "answer" not in {frame["type"] for frame in sent}
    for visitor in (caller, callee):
        await visitor.goes_directly()
    assert "offer" not in {frame["type"] for frame in placed[before:]}, "it need not look for a direct way"


@pytest.mark.tier2
@pytest.mark.parametrize("who", ["a contact who may not", "no contact"])
@pytest.mark.parametrize("shape", ["two_workers", "one_worker"])
async def test_everybody_else(request: pytest.FixtureRequest, shape: str, who: str, open_page: OpenPage) -> None:
    site: Site = request.getfixturevalue(shape)
    alice, bob = Person(site, "alice"), Person(site, "bob", home_worker=1)
    if who == "no contact":
        await allow_direct(alice, bob)
    else:
        await befriend(alice, bob)
        await allow_direct(alice)  # both must want it
    caller, callee, placed, sent = await ring(alice, bob, open_page)
    if shape == "two_workers":
        await connect(caller, callee)
        assert_names_relays_alone([frame for frame in placed + sent if frame["type"] not in ("people", "ping")])
    else:
        await wait_until(callee.page, "() => tests.connections[0]?.iceGatheringState === 'complete'")
    assert types_of(sent, "early") <= {"relay"}
    assert {frame["type"] for frame in sent} <= {"ringing", "people", "ping", "requests", "early"}
    if shape == "one_worker":
        assert "early" not in {frame["type"] for frame in sent}
    await assert_no_media(caller, callee)
    await accept(caller, callee)


@pytest.mark.tier2
async def test_a_declined_call_leaves_nothing_open(one_worker: Site, open_page: OpenPage) -> None:
    alice, bob = Person(one_worker, "alice"), Person(one_worker, "bob")
    await befriend(alice, bob)
    await allow_direct(alice, bob)
    caller, callee, _placed, _sent = await ring(alice, bob, open_page)
    await wait_until(callee.page, CONNECTED)
    await callee.click("Decline")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    closed = "() => tests.connections.every(({ connectionState }) => connectionState === 'closed')"
    await asyncio.gather(*(wait_until(visitor.page, closed) for visitor in (caller, callee)))
