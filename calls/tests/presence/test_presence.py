"""Presence: pages hear about the people that they show, and about nobody else."""

import asyncio
import os
import secrets
import signal
import time

import pytest

from calls.tests.client import ring, talk
from calls.tests.harness.contacts import allow_callers, change
from calls.tests.harness.device import Device, nothing_came
from calls.tests.harness.outages.web_client import WebClient
from calls.tests.harness.people import Person
from calls.tests.harness.people_list import shown
from calls.tests.harness.process import HANG
from calls.tests.harness.sites import Site
from calls.tests.harness.staff import Staff


def entry(person: Person, status: str, **more: str) -> list[dict[str, str]]:
    return [{"name": person.name, "status": status, **more}]


async def test_arrivals_and_departures_show_at_once(alice: Person, bob: Person) -> None:
    page = await alice.device()
    assert (await shown(page, bob.name))["people"] == entry(bob, "offline")
    device = await bob.device()
    await page.expect("presence", people=entry(bob, "online"))
    await device.close()
    await page.expect("presence", people=entry(bob, "offline"))


def last_told(page: Device) -> dict[str, str]:
    """By name."""
    told = [message["people"] for message in page.log if message["type"] == "presence"]
    return {each["name"]: each["status"] for people in told for each in people}


async def test_statuses_that_change_within_a_second_come_together(alice: Person, bob: Person, carol: Person) -> None:
    page, token = await alice.device(), secrets.token_hex(4)
    people = [Person(alice.site, f"{token}_{number}") for number in range(3)]
    await shown(page, token)
    async with asyncio.timeout(HANG):
        while not any(len(message["people"]) > 1 for message in page.log if message["type"] == "presence"):
            await asyncio.gather(*(person.device() for person in people))
            await asyncio.gather(*(person.leave() for person in people))
    await people[1].device()
    everybody = dict.fromkeys((person.name for person in people), "offline")
    # Before the list is read again: what it says is not told as well.
    async with asyncio.timeout(HANG):
        while everybody | last_told(page) != everybody | {people[1].name: "online"}:
            await page.wait_for_message()
    told = await shown(page, token)
    assert {each["name"]: each["status"] for each in told["people"]} == everybody | {people[1].name: "online"}


@pytest.mark.tracebacks
async def test_a_status_that_cannot_be_read_is_not_dropped_silently(two_workers: Site) -> None:
    alice = Person(two_workers, "alice")
    page = await alice.device()
    later = {"status": {"of": "a later version"}}
    await asyncio.to_thread(two_workers.admin, "publish_event", pk=alice.pk, fields=later)
    await page.expect("error", code="unavailable")
    await page.ping()
    await alice.leave()


async def test_what_waits_has_the_former_name_before_a_new_one_is_told(site: Site, alice: Person, bob: Person) -> None:
    page, device = await alice.device(), await bob.device()
    await shown(page, bob.name)
    await device.close()  # the first status is told at once, the second one waits
    await bob.device()
    former, bob.name = bob.name, f"robert_{bob.pk}"
    await Staff(site).save_names(bob, display_name="")
    await page.expect("renamed", former=former, name=bob.name)
    renamed = page.log.index({"type": "renamed", "former": former, "name": bob.name})
    told = [each["name"] for m in page.log[:renamed] if m["type"] == "presence" for each in m["people"]]
    assert set(told) == {former}
    last = [each for m in page.log[:renamed] if m["type"] == "presence" for each in m["people"]][-1]
    assert last == {"name": former, "status": "online"}


async def test_a_person_in_a_call_is_busy_until_it_ends(alice: Person, bob: Person, carol: Person) -> None:
    page, caller, callee = await carol.device(), await alice.device(), await bob.device()
    for person in (alice, bob):
        await shown(page, person.name)
    await shown(page, bob.name)
    call = await ring(caller, callee)
    await page.expect("presence", people=entry(bob, "busy"))
    assert (await shown(page, alice.name))["people"] == entry(alice, "busy")
    await callee.send("accept", call=call)
    await callee.send("leave", call=call)
    await page.expect("presence", people=entry(alice, "online"))
    assert (await shown(page, bob.name))["people"] == entry(bob, "online")


async def test_a_call_that_never_rang_makes_nobody_busy(alice: Person, bob: Person) -> None:
    page = await alice.device()
    await shown(page, bob.name)
    await page.send("offer", name=bob.name, offer={"type": "offer", "sdp": "x"})
    await page.expect("leave")
    assert (await shown(page, bob.name))["people"] == entry(bob, "offline", section="recent")
    other = await bob.device()
    assert (await shown(other, alice.name))["people"] == entry(alice, "online", section="recent")


async def test_a_person_stays_online_when_one_of_two_tabs_closes(alice: Person, bob: Person) -> None:
    page, first, second = await bob.device(), await alice.device(0), await alice.device(1)
    assert (await shown(page, alice.name))["people"] == entry(alice, "online")
    await first.close()
    await second.ping()
    assert (await shown(page, alice.name))["people"] == entry(alice, "online")
    await page.wait_for_layer()
    assert [m for m in page.pending("presence") if m["people"] == entry(alice, "offline")] == []


async def test_another_display_name_shows_at_once(alice: Person, bob: Person, carol: Person) -> None:
    page, other, own = await alice.device(), await carol.device(), await bob.device()
    await shown(page, bob.name)
    for name, told in (("Bob Berg", {"display": "Bob Berg"}), ("", {})):
        await asyncio.to_thread(WebClient(bob.worker(0), bob.cookie).submit, "/accounts/profile/", display_name=name)
        for device in (page, own):
            assert await device.expect("display") == {"type": "display", "name": bob.name, **told}
    await other.wait_for_layer()
    assert other.pending("display") == []


async def test_names_that_staff_change_show_at_once(site: Site, alice: Person, bob: Person, carol: Person) -> None:
    page, peer = await alice.device(), await carol.device()
    await shown(page, bob.name)
    call = await talk(peer, await bob.device())
    await peer.send("leave", call=call)
    former, bob.name = bob.name, f"robert_{bob.pk}"
    await Staff(site).save_names(bob, display_name="Robert")
    for device in (page, peer):
        assert await device.expect("renamed") == {"type": "renamed", "former": former, "name": bob.name}
        assert await device.expect("display") == {"type": "display", "name": bob.name, "display": "Robert"}
    # And of somebody who is offline.
    await bob.leave()
    await page.expect("presence", people=entry(bob, "offline"))
    await Staff(site).save_names(bob, display_name="")
    assert await page.expect("display") == {"type": "display", "name": bob.name}
    assert page.pending("renamed") == []
    former, bob.name = bob.name, former
    await Staff(site).save_names(bob, display_name="")
    for device in (page, peer):
        assert await device.expect("renamed") == {"type": "renamed", "former": former, "name": bob.name}


@pytest.mark.parametrize("allowed", ["", "contacts"], ids=["blocked", "not_a_contact"])
async def test_those_who_see_a_person_offline_hear_of_no_name_and_no_picture(
    site: Site, alice: Person, bob: Person, carol: Person, allowed: str
) -> None:
    """It would say that the person is there. Alice's page lists Bob, and both have a call in their history."""
    page, device, friend = await alice.device(), await bob.device(), await carol.device()
    for other in (page, friend):
        call = await talk(other, device)
        await other.send("leave", call=call)
        await device.expect("leave", call=call)
    if allowed:
        await device.send("contact", name=alice.name, action="remove")
        await device.expect("contact", name=alice.name, relation="none")
        await allow_callers(bob, allowed)
    else:
        await change(device, "block", alice)
    for viewer in (page, friend):
        await shown(viewer, bob.name)
    await asyncio.to_thread(WebClient(bob.worker(0), bob.cookie).submit, "/accounts/profile/", display_name="Bob Berg")
    await asyncio.to_thread(WebClient(bob.worker(0), bob.cookie).submit, "/accounts/picture/", remove="yes")
    for told in (friend, device):
        await told.expect("display", display="Bob Berg")
        await told.expect("picture")
    for kind in ("display", "picture"):
        await nothing_came(page, kind)


async def test_a_broken_connection_takes_its_person_offline(alice: Person, bob: Person) -> None:
    page, device = await alice.device(), await bob.device()
    await shown(page, bob.name)
    device.may_break = True
    device.connection.abort()
    await page.expect("presence", people=entry(bob, "offline"))
    assert (await shown(page, bob.name))["people"] == entry(bob, "offline")
    assert bob.site.admin("connections", pk=bob.pk)["count"] == 0


async def test_clean_up_runs_after_whatever_a_client_has_sent(alice: Person, bob: Person) -> None:
    page, device = await alice.device(), await bob.device()
    await shown(page, bob.name)
    for frame in ("", "[]", b"\xff", "[" * 20_000, '{"type":"calls.notice"}'):
        await device.send_raw(frame)
    device.may_break = True
    device.connection.abort()
    await page.expect("presence", people=entry(bob, "offline"))
    assert bob.site.admin("connections", pk=bob.pk)["count"] == 0


async def test_a_replaced_socket_leaves_the_person_online(alice: Person, bob: Person) -> None:
    page, first = await bob.device(), await alice.device(0)
    await shown(page, alice.name)
    second = await alice.device(1, party=first.hello["party"])
    await first.wait_closed()
    await second.ping()
    assert (await shown(page, alice.name))["people"] == entry(alice, "online")


async def test_pages_are_told_only_about_those_they_show(alice: Person, bob: Person, carol: Person) -> None:
    page, never = await alice.device(), await alice.device(1)
    await shown(page, bob.name)
    await shown(page, carol.name)
    device, _ = await bob.device(), await carol.device()
    await page.expect("presence", people=entry(carol, "online"))
    await device.ping()
    for watcher in (page, never):
        await watcher.wait_for_layer()
        assert [m for m in watcher.pending("presence") if m["people"][0]["name"] == bob.name] == []
    assert {m["type"] for m in never.log} <= {"hello", "people", "presence", "test.barrier"}


async def test_the_list_leaves_out_oneself_and_the_inactive(alice: Person, bob: Person) -> None:
    page = await alice.device()
    assert (await shown(page, alice.name))["people"] == []
    bob.site.admin("deactivate", pk=bob.pk)
    assert (await shown(page, bob.name))["people"] == []


async def test_the_search_is_by_the_beginning_in_any_case(alice: Person, bob: Person) -> None:
    page = await alice.device()
    assert (await shown(page, bob.name[:-1].upper()))["people"] == entry(bob, "offline")
    for nobody in ("%", "_____________", "no such person", "' OR 1=1 --"):
        assert bob.name not in [person["name"] for person in (await shown(page, nobody))["people"]]


async def test_a_long_list_comes_in_pages_with_those_online_first(alice: Person) -> None:
    site = alice.site
    crowd = [Person(site, "crowd") for _ in range(60)]
    stem = f"{crowd[0].name}_page"
    members = [Person(site, stem) for _ in range(60)]
    late = sorted(members, key=lambda person: person.name)[-2:]
    for person in late:
        await person.device()
    page = await alice.device()
    first = await shown(page, stem)
    assert first["pages"] == -(-60 // len(first["people"]))
    assert [p["name"] for p in first["people"][:2]] == [person.name for person in late]
    assert {p["status"] for p in first["people"][2:]} == {"offline"}
    names = [p["name"] for p in first["people"]]
    for number in range(2, first["pages"] + 1):
        names += [p["name"] for p in (await shown(page, stem, page=number))["people"]]
    assert sorted(names) == sorted(person.name for person in members), "everybody once"
    assert (await shown(page, stem, page=first["pages"] + 1))["people"] == []
    for person in late:
        await person.leave()


async def test_a_page_of_people_requested_again_is_still_subscribed(alice: Person, bob: Person) -> None:
    page = await alice.device()
    for _ in range(3):
        await shown(page, bob.name)
    await bob.device()
    await page.expect("presence", people=entry(bob, "online"))
    await page.wait_for_layer()
    assert len([m for m in page.log if m["type"] == "presence" and m["people"] == entry(bob, "online")]) == 1


@pytest.mark.tier2
@pytest.mark.slow
async def test_after_the_kill_of_a_worker_nobody_of_it_stays_online(two_workers: Site) -> None:
    alice, bob, carol = (Person(two_workers, name) for name in ("alice", "bob", "carol"))
    doomed = await asyncio.to_thread(two_workers.add)
    page, caller = await carol.device(), await alice.device()
    callee = await bob.device(doomed)
    await shown(page, bob.name)
    call = await talk(caller, callee)
    callee.may_break = True
    os.kill(doomed.child.pid, signal.SIGKILL)
    killed = time.monotonic()
    doomed.stop()
    # The media do not pass through the worker: nobody is told "left", and the call goes on at another worker.
    again = await bob.device(party=callee.hello["party"])
    assert (again.hello["call"]["call"], again.hello["call"]["here"]) == (call, True)
    assert caller.pending("leave") == []
    await again.send("leave")
    await caller.expect("leave", call=call)
    await again.close()
    await page.expect("presence", people=entry(bob, "offline"))
    assert time.monotonic() - killed <= 20 + 2
    assert two_workers.admin("connections", pk=bob.pk)["count"] == 0
    for person in (alice, bob, carol):
        await person.leave()
