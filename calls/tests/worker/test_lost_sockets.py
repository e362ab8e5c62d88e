"""Many sockets break at once: each person is told offline once, unless another socket is there."""

from uuid import uuid4

import pytest
from django.db.models.functions import Now

from calls.actions.absence.connect import disconnect_lost
from calls.actions.outcome import Actor
from calls.models import Connection
from calls.tests.harness import rows
from calls.tests.harness.people import Person
from calls.tests.harness.people_list import shown


@pytest.mark.django_db
def test_each_person_is_told_once() -> None:
    at, gone = rows.worker(), rows.worker(lease=-5)
    alice, bob, carol = [rows.person(name, at) for name in ("alice", "bob", "carol")]
    for user, worker in ((alice, at), (bob, at), (carol, gone)):
        Connection.objects.create(user=user, worker=worker, party=uuid4(), device="", since=Now())
    first = {row.user_id: row for row in Connection.objects.order_by("-pk")}
    lost = [row for row in Connection.objects.filter(worker=at) if row.user_id != bob.pk] + [first[bob.pk]]
    found = disconnect_lost([(Actor(row.user, str(row.party)), row.pk) for row in lost])
    told = [notification.message for notifications in found for notification in notifications]
    assert sorted(message["people"][0]["name"] for message in told) == ["alice", "carol"]
    assert {message["people"][0]["status"] for message in told} == {"offline"}
    left = Connection.objects.filter(worker=at)
    assert [row.user for row in left] == [bob]


async def test_many_that_break_at_once(alice: Person, bob: Person, carol: Person) -> None:
    page, other_tab = await alice.device(), await carol.device()
    devices = [await person.device(0) for person in (bob, carol, bob, carol, bob)]
    await shown(page, bob.name)
    for device in devices:
        device.may_break = True
        device.connection.abort()
    await page.expect("presence", people=[{"name": bob.name, "status": "offline"}])
    assert (await shown(page, carol.name))["people"][0]["status"] == "online"
    await other_tab.ping()
    await bob.device()
    assert (await shown(page, bob.name))["people"][0]["status"] == "online"
