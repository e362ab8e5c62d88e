"""A call that is accepted and does not connect: both pages say why while they try, and when they give up."""

import asyncio

import pytest
from playwright.async_api import expect

from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

#: A browser whose peer connections are configured by `change`.
CONFIGURED = """(() => {
  const change = (configuration) => (%s);
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(configuration) {
      super(change(configuration));
    }
    setConfiguration(configuration) {
      super.setConfiguration(change(configuration));
    }
  };
})()"""
WITH_SERVERS = """({
  ...configuration,
  iceServers: configuration.iceServers.map((server) => server.credential ? %s : server),
})"""
WRONG_SECRET = WITH_SERVERS % '({ ...server, credential: "wrong" })'
#: An address for documentation (RFC 5737), where nothing answers.
NO_RELAY_THERE = WITH_SERVERS % '({ ...server, urls: "turn:192.0.2.1:3478" })'
NO_RELAY = '({ ...configuration, iceServers: configuration.iceServers.filter((server) => !("credential" in server)) })'
#: How many times shorter the waits of a page are.
FASTER = 4


async def both_say(open_page: OpenPage, alice: Person, bob: Person, change: str, mine: str, theirs: str) -> None:
    """Alice's browser is configured by `change`: the reason stands on both stages, and in both notices at the end."""
    caller, callee = await open_page(alice, "/healthz"), await open_page(bob, "/?relay=1")
    await caller.add_init_script(CONFIGURED % change)
    await caller.open("/?relay=1")
    for visitor in (caller, callee):
        await visitor.page.evaluate(f"tests.speedUpTimers({FASTER})")
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    said = {caller: mine, callee: theirs.format(name=alice.name)}
    for visitor, sentence in said.items():
        await visitor.expect_text(f"Still connecting. {sentence}")
        await visitor.wait_for_state("connecting")
    await asyncio.gather(*(visitor.wait_for_state("idle") for visitor in said))
    for visitor, sentence in said.items():
        await visitor.expect_text(f"could not be connected. {sentence}")


@pytest.mark.tier2
async def test_a_relay_that_refuses_one_side_is_named_on_both(open_page: OpenPage, alice: Person, bob: Person) -> None:
    mine, theirs = "The relay server refuses your browser", "The relay server refuses the browser of {name}"
    await both_say(open_page, alice, bob, WRONG_SECRET, mine, theirs)


@pytest.mark.tier2
@pytest.mark.parametrize(
    ("change", "mine", "theirs"),
    [
        (NO_RELAY_THERE, "Your network blocks calls and the relay", "The network of {name} blocks calls and the relay"),
        (NO_RELAY, "This page is to use a relay server only", "The page of {name} is to use a relay server only"),
    ],
)
async def test_a_relay_that_one_side_lacks(
    open_page: OpenPage, alice: Person, bob: Person, change: str, mine: str, theirs: str
) -> None:
    await both_say(open_page, alice, bob, change, mine, theirs)


@pytest.mark.tier2
async def test_a_page_that_does_not_respond_is_named(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.page.evaluate(f"tests.speedUpTimers({FASTER})")
    # Nor over a connection that is made while it rings.
    await callee.page.evaluate("tests.drop('early')")
    await callee.page.evaluate("tests.hold('answer')")
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await caller.expect_text(f"Still connecting. The page of {bob.name} does not respond")
    await callee.page.evaluate("tests.release()")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await expect(caller.page.get_by_text("Still connecting")).to_have_count(0)
    await caller.click("Hang up")
