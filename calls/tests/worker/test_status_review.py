"""Pages show the true status of a person in the end, in whatever order the workers have published."""

import asyncio
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from calls.models import DoNotDisturb
from calls.notifications import DoNotDisturbState, PersonStatus
from calls.presence.status import corrections
from calls.tests.client import Device, ring
from calls.tests.harness import rows
from calls.tests.harness.people import Person
from calls.tests.harness.people_list import shown
from calls.tests.harness.process import until
from calls.tests.harness.sites import Site, Worker
from calls.tests.harness.staff import Staff


@pytest.fixture
def site(two_workers: Site) -> Site:
    return two_workers


async def sees_leave(viewer: Person, person: Person, late_worker: Worker) -> Device:
    """The viewer's page, which shows somebody who has just left; their worker says so late."""
    page, leaving = await viewer.device(0), await person.device(late_worker)
    await shown(page, person.name)
    await leaving.close()
    offline = lambda: person.site.admin("connections", pk=person.pk)["count"] == 0  # noqa: E731
    await asyncio.to_thread(until, offline, f"{person.name} to be offline")
    return page


async def test_a_status_that_another_worker_has_overtaken_is_corrected(
    alice: Person, bob: Person, carol: Person, late_worker: Worker
) -> None:
    page, caller, callee = await alice.device(0), await bob.device(late_worker), await carol.device(1)
    await shown(page, bob.name)
    await page.wait_for_layer()
    call = await ring(caller, callee)
    await callee.send("leave", call=call, reason="declined")
    for status in ("busy", "online"):
        await page.expect("presence", people=[{"name": bob.name, "status": status}])


async def test_a_late_offline_of_a_worker_that_is_gone_is_corrected_by_that_of_the_persons_socket(
    site: Site, alice: Person, bob: Person, late_worker: Worker
) -> None:
    page = await sees_leave(alice, bob, late_worker)
    await bob.device(1)
    await page.expect("presence", people=[{"name": bob.name, "status": "offline"}])
    await asyncio.to_thread(late_worker.kill)  # before it corrects itself, which takes two seconds as well
    stale = page.pending("presence")
    await page.expect("presence", people=[{"name": bob.name, "status": "online"}])
    assert stale == []


async def test_a_status_from_before_a_rename_has_the_name_that_the_page_knows(
    site: Site, alice: Person, bob: Person, late_worker: Worker
) -> None:
    page = await sees_leave(alice, bob, late_worker)
    former, bob.name = bob.name, f"robert_{bob.pk}"
    await Staff(site).save_names(bob, display_name="")
    await page.expect("renamed", former=former, name=bob.name)
    await page.expect("presence", people=[{"name": bob.name, "status": "offline"}])


@pytest.mark.django_db
def test_only_what_is_not_true_is_published_again() -> None:
    at = rows.worker()
    alice, bob = rows.person("alice", at), rows.person("bob", at)
    carol = rows.person("carol")
    rows.call(alice, bob)
    said = {alice.pk: "busy", bob.pk: "online", carol.pk: "online", 10**6: "online"}
    told = corrections(PersonStatus(user, "", status, "") for user, status in said.items())
    people = [notification.message["people"][0] for notification in told]
    assert {each["name"]: each["status"] for each in people} == {"bob": "busy", "carol": "offline"}


@pytest.mark.django_db
def test_what_a_status_says_besides_is_published_again_as_well() -> None:
    at = rows.worker()
    alice, bob = rows.person("alice", at), rows.person("bob")
    DoNotDisturb.objects.create(user=alice, is_on=True, until=Now() + timedelta(seconds=60), note="later")
    DoNotDisturb.objects.create(user=bob, is_on=True, note="later")

    def is_corrected(allowed: str, *quiet: float | str | None) -> bool:
        left, note = quiet or (0, "")
        state = DoNotDisturbState(left, note) if quiet else None  # type: ignore[arg-type]
        return bool(corrections([PersonStatus(alice.pk, "alice", "online", allowed, state)]))

    true = alice.allowed_callers
    assert not is_corrected(true, 58.0, "later")
    assert not is_corrected("", 61.0, "later")
    assert is_corrected("nobody", 60.0, "later")
    assert is_corrected(true)
    assert is_corrected(true, 30.0, "later")
    assert is_corrected(true, None, "later")
    assert is_corrected(true, 60.0, "sooner")
    # Somebody who is offline looks the same whatever they have chosen.
    assert not corrections([PersonStatus(bob.pk, "bob", "offline", "")])
