"""A renamed person: ids decide, names are labels, and everybody who shows the name is told."""

import asyncio

from calls.tests.client import ANSWER, OFFER, candidate, talk
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site

RENEGOTIATION = {"type": "offer", "sdp": f"{OFFER['sdp']}a=again\r\n"}


async def rename(person: Person) -> tuple[str, str]:
    """The former name and the present one."""
    former, name = person.name, f"{person.name}_renamed"
    await asyncio.to_thread(person.site.admin, "rename", pk=person.pk, name=name)
    return former, name


async def test_a_rename_in_a_call_is_told_and_both_names_work(
    site: Site, alice: Person, bob: Person, carol: Person
) -> None:
    caller, callee, looker = await alice.device(), await bob.device(), await carol.device()
    await looker.send("people", query=bob.name)
    await looker.expect("people")
    call = await talk(caller, callee)
    former, name = await rename(bob)
    for device in (caller, callee, looker):
        await device.expect("renamed", former=former, name=name)
    for known in (former, name, former):
        await caller.send("candidate", name=known, candidate=candidate(), call=call)
        await callee.expect("candidate", call=call)
        await caller.send("offer", name=known, offer=RENEGOTIATION, call=call)
        await callee.expect("offer", call=call)
        await callee.send("answer", name=alice.name, answer=ANSWER)
        await caller.expect("answer", call=call)
        # Some clients of the five messages name themselves in an answer.
        await callee.send("answer", name=known, answer=ANSWER)
        await caller.expect("answer", call=call)
        await callee.send("login", name=known)
        await callee.expect("login", success=True)
    await callee.send("offer", name=alice.name, offer=RENEGOTIATION)
    await caller.expect("offer", name=name)
    await callee.send("sync")
    assert (await callee.expect("hello"))["name"] == name
    await caller.send("sync")
    assert (await caller.expect("hello"))["call"]["name"] == name
    await caller.send("candidate", name=carol.name, candidate=candidate())
    await caller.expect("error", code="not-found")
    await caller.send("leave", name=former)
    await callee.expect("leave", call=call, reason="hung-up")


async def test_a_call_by_either_name_rings(site: Site, alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    former, name = await rename(bob)
    await callee.expect("renamed")
    for known in (former, name):
        await caller.send("offer", name=known, offer=OFFER)
        call = (await caller.expect("calling", name=name))["call"]
        await callee.expect("offer", call=call)
        await caller.send("leave", call=call)
        await callee.expect("leave", call=call)
    await callee.send("offer", name=former, offer=OFFER)
    await callee.expect("error", code="self-call")


async def test_a_callback_reaches_a_caller_who_was_renamed(site: Site, alice: Person, bob: Person) -> None:
    callee = await bob.device()
    caller = await alice.device()
    await caller.send("offer", name=bob.name, offer=OFFER)
    ring = await callee.expect("offer")
    await callee.send("leave", call=ring["call"])
    await caller.expect("leave")
    former, name = await rename(alice)
    # The history of the other one shows the call.
    await callee.expect("renamed", former=former, name=name)
    await callee.send("offer", name=ring["name"], offer=OFFER)
    await caller.expect("offer")


async def test_a_new_owner_of_the_name_gets_the_calls(site: Site, alice: Person, bob: Person) -> None:
    caller, before = await alice.device(), await bob.device()
    former, _name = await rename(bob)
    await before.expect("renamed")
    heir = Person(site, "heir")
    await asyncio.to_thread(site.admin, "rename", pk=heir.pk, name=former)
    now = await heir.device()
    await caller.send("offer", name=former, offer=OFFER)
    await now.expect("offer")
    await before.ping()
    assert not before.pending("offer")
    await heir.leave()


async def test_somebody_offline_who_was_renamed_misses_the_call(site: Site, alice: Person, bob: Person) -> None:
    caller = await alice.device()
    former, _name = await rename(bob)
    await caller.send("offer", name=former, offer=OFFER)
    await caller.expect("leave", reason="offline")
    assert (await bob.device()).hello["missed"] == 1
