"""A party whose socket stays away keeps its call for as long as its peer receives media from it."""

import signal

from calls.actions.absence.grace import GRACE, RELOAD_GRACE
from calls.protocol.close_codes import CloseCode
from calls.tests.client import ring, talk
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site

SOON = 20


def left(person: Person, call: str, **change: float) -> float | None:
    """Seconds until the call ends by itself."""
    found: float | None = person.site.admin("seconds_left", call=call, **change)["seconds"]
    return found


async def test_the_peer_moves_the_end_of_a_call(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await callee.cut()
    for fields in ({}, {"call": call}):
        left(alice, call, set=SOON)
        await caller.send("flowing", **fields)
        await caller.ping()
        found = left(alice, call)
        assert found and SOON < found <= GRACE.total_seconds()
    again = await bob.device(party=callee.hello["party"])
    assert again.hello["call"]["here"]
    await again.send("leave", call=call)
    await caller.expect("leave", call=call)


async def test_a_call_that_will_not_end_by_itself_is_left_alone(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await caller.send("flowing", call=call)
    await caller.ping()
    assert left(alice, call) is None
    assert caller.pending("error") == []
    await caller.send("media", microphone=True, camera=True, screen=True)
    await callee.expect("media", call=call)
    assert {message["type"] for message in callee.inbox} <= {"contact"}, "nobody is told"


async def test_media_do_not_extend_the_wait_for_a_party_that_announced_leaving(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await callee.send("going")
    await caller.expect("going", call=call)
    await caller.send("flowing", call=call)
    await caller.ping()
    found = left(alice, call)
    assert found is not None and found <= RELOAD_GRACE.total_seconds()


async def test_a_returning_page_does_not_cancel_the_hang_up_of_its_leaving_peer(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await callee.send("going")
    await caller.expect("going", call=call)
    await caller.send("going")
    await caller.ping()
    again = await alice.device(party=caller.hello["party"])
    assert again.hello["call"]["here"]
    found = left(alice, call)
    assert found is not None and found <= RELOAD_GRACE.total_seconds()


async def test_a_leaving_notice_is_void_once_the_page_is_back(two_workers: Site) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob", home_worker=1)
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    behind = two_workers.workers[0].child
    behind.send_signal(signal.SIGSTOP)
    try:
        await caller.send("going", call=call)
        again = await alice.device(1, caller.hello["party"])
    finally:
        behind.send_signal(signal.SIGCONT)
    assert await caller.wait_closed() == CloseCode.REPLACED
    await again.ping()
    assert left(alice, call) is None
    for person in (alice, bob):
        await person.leave()


async def test_only_a_party_of_the_call_can_confirm_media(alice: Person, bob: Person, carol: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    second, stranger = await alice.device(), await carol.device()
    call = await talk(caller, callee)
    left(alice, call, set=SOON)
    for device in (second, stranger):
        await device.send("flowing", call=call)
        assert (await device.expect("error"))["code"] == "not-found"
    found = left(alice, call)
    assert found is None or found <= SOON


async def test_a_call_that_rings_cannot_be_made_to_ring_longer(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    before = left(alice, call)
    for device in (caller, callee):
        await device.send("flowing", call=call)
        assert (await device.expect("error"))["code"] == "not-found"
    found = left(alice, call)
    assert found and before and found <= before
