"""Calls that go only through a real coturn, with the short-lived credentials of the server."""

import asyncio
import time

import pytest
from playwright.async_api import Browser

from calls.signaling.handshake.ice import turn_credential
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import until
from calls.tests.harness.services import TURN_SECRET, Turn
from calls.tests.harness.sites import Site

GATHER = """
async (server) => {
  const pc = new RTCPeerConnection({ iceServers: [server], iceTransportPolicy: "relay" });
  const found = { candidates: 0, errors: [] };
  pc.onicecandidateerror = (event) => found.errors.push(event.errorCode);
  const gathered = new Promise((resolve) => {
    pc.onicecandidate = ({ candidate }) => {
      if (candidate === null) resolve();
      else if (candidate.candidate) found.candidates += 1;
    };
  });
  pc.createDataChannel("x");
  await pc.setLocalDescription();
  await gathered;
  pc.close();
  return found;
}
"""


async def test_a_call_goes_through_the_relay_alone(two_workers: Site, turn: Turn, open_page: OpenPage) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob", home_worker=1)
    caller, callee = await open_page(alice, "/?relay=1"), await open_page(bob, "/?relay=1")
    before = turn.allocations
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    # Each side has one transport, and one more while it rings; it asks the relay over UDP and over TCP.
    await asyncio.to_thread(until, lambda: turn.allocations - before >= 8, "all relays are there")
    await callee.click("Accept")
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    assert turn.allocations - before == 8
    assert await caller.candidate_types() == await callee.candidate_types() == {("relay", "relay")}


@pytest.mark.tier2
async def test_the_call_is_direct_unless_the_relay_is_required(two_workers: Site, open_page: OpenPage) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob", home_worker=1)
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    # What was connected while it rang begins with the relay.
    await caller.goes_directly()


async def test_an_expired_credential_gets_no_relay(one_worker: Site, turn: Turn, chromium: Browser) -> None:
    context = await chromium.new_context(base_url=one_worker.workers[0].origin)
    page = await context.new_page()
    await page.goto("/healthz")
    now = int(time.time())
    for expires, works in ((now + 600, True), (now - 1, False)):
        username, credential = turn_credential(TURN_SECRET, "somebody", expires)
        server = {"urls": turn.urls.split(","), "username": username, "credential": credential}
        found = await page.evaluate(GATHER, server)
        assert (found["candidates"] > 0) is works, found
    assert 401 in found["errors"]
    await context.close()
