"""Pages show the true status of a person in the end, in whatever order the workers have published."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from calls.presence.status import corrections
from calls.tests.admin import test_admin as rows
from calls.tests.client import ring
from calls.tests.harness.people import Person
from calls.tests.harness.sites import LateStatusWorker, Site, Worker
from calls.tests.presence.test_presence import shown


@pytest.fixture
def site(two_workers: Site) -> Site:
    return two_workers


@pytest.fixture
async def late_worker(site: Site) -> AsyncIterator[Worker]:
    worker = await asyncio.to_thread(site.add, LateStatusWorker)
    yield worker
    await asyncio.to_thread(worker.stop)


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


@pytest.mark.django_db
def test_only_what_is_not_true_is_published_again() -> None:
    at = rows.worker()
    alice, bob = rows.person("alice", at), rows.person("bob", at)
    carol = rows.person("carol")
    rows.call(alice, bob)
    told = corrections({alice.pk: "busy", bob.pk: "online", carol.pk: "online", 10**6: "online"})
    people = [notification.message["people"][0] for notification in told]
    assert {each["name"]: each["status"] for each in people} == {"bob": "busy", "carol": "offline"}
