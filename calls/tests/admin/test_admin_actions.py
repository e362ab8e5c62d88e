"""Actions of staff on one worker reach the sockets on every worker."""

import asyncio

from calls.protocol.close_codes import CloseCode
from calls.tests.client import ring, talk
from calls.tests.harness.people import Person
from calls.tests.harness.process import until
from calls.tests.harness.sites import Site
from calls.tests.harness.staff import Staff


async def test_signing_out_a_device_closes_its_socket(site: Site, bob: Person) -> None:
    device = await bob.device()
    await Staff(site).act("connection", "sign_out", bob.name)
    assert await device.wait_closed() == CloseCode.SIGNED_OUT
    again = await bob.open()
    assert await again.wait_closed() == CloseCode.SIGNED_OUT
    await asyncio.to_thread(until, lambda: site.admin("connections", pk=bob.pk)["count"] == 0, "the row is gone")


async def test_signing_out_a_device_ends_its_call(site: Site, alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await Staff(site).act("connection", "sign_out", bob.name)
    assert await callee.wait_closed() == CloseCode.SIGNED_OUT
    assert (await caller.expect("leave", call=call))["reason"] == "hung-up"
    assert site.admin("call", call=call) == {"state": "ended", "reason": "hung-up"}


async def test_other_devices_stay_signed_in(site: Site, alice: Person, bob: Person) -> None:
    device, other = await bob.device(), await alice.device()
    await Staff(site).act("connection", "sign_out", bob.name)
    await device.wait_closed()
    await other.ping()
    await (await alice.device()).ping()


async def test_a_call_in_progress_is_ended(site: Site, alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    staff = Staff(site)
    await staff.act("livecall", "end_call", alice.name)
    for device in (caller, callee):
        assert (await device.expect("leave", call=call))["reason"] == "ended-by-staff"
    assert site.admin("call", call=call) == {"state": "ended", "reason": "ended-by-staff"}
    assert (
        "ended by staff"
        in (
            await asyncio.to_thread(staff.browser.get, f"/admin/calls/call/?person={alice.name}&state__exact=ended")
        ).html
    )
    await talk(caller, callee)


async def test_a_ringing_call_is_ended_on_every_device(site: Site, alice: Person, bob: Person) -> None:
    caller, callee, other = await alice.device(), await bob.device(), await bob.device(0)
    call = await ring(caller, callee)
    await other.expect("offer", call=call)
    await Staff(site).act("livecall", "end_call", bob.name)
    for device in (caller, callee, other):
        assert (await device.expect("leave", call=call))["reason"] == "ended-by-staff"
    assert (await bob.device()).hello["missed"] == 0
