"""Signing out closes that session's sockets on every worker within two seconds, and no others."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import Any

import pytest

from calls.protocol.close_codes import CloseCode
from calls.tests.client import ring, talk
from calls.tests.harness.device import Device
from calls.tests.harness.outages.web_client import WebClient
from calls.tests.harness.people import Person
from calls.tests.harness.programs.admin_helper import PASSWORD
from calls.tests.harness.sites import NoReviewWorker, Site, Worker

#: Seconds, by the promise.
LIMIT = 2.0
OWN_PASSWORD = {"oldpassword": PASSWORD, "password1": "a-better-secret-7", "password2": "a-better-secret-7"}


async def told(change: Awaitable[object], *devices: Device) -> float:
    """Seconds from a change until the last of these sockets has closed as signed out."""
    await change
    began = time.monotonic()
    assert {await device.wait_closed() for device in devices} == {CloseCode.SIGNED_OUT}
    return time.monotonic() - began


def admin(person: Person, do: str, **asked: Any) -> Awaitable[object]:
    return asyncio.to_thread(person.site.admin, do, **asked)


@pytest.fixture
async def other(bob: Person) -> AsyncIterator[Person]:
    """Bob's second browser: the same account, another session."""
    person = Person.__new__(Person)
    person.__dict__ |= bob.__dict__ | {"cookie": bob.site.admin("sign_in", pk=bob.pk)["cookie"], "devices": []}
    yield person
    await person.leave()


async def test_signing_out_closes_the_sessions_sockets_on_every_worker(
    site: Site, alice: Person, bob: Person, other: Person
) -> None:
    tabs = [await bob.device(0), await bob.device(1)]
    elsewhere, somebody = await other.device(), await alice.device()
    seconds = await told(asyncio.to_thread(WebClient(bob.worker(0), bob.cookie).submit, "/accounts/logout/"), *tabs)
    assert seconds < LIMIT
    for device in (elsewhere, somebody):
        await device.ping()


@pytest.mark.parametrize("worker", [0, 1])
async def test_signing_out_all_other_browsers_closes_their_sockets_on_every_worker(
    site: Site, alice: Person, bob: Person, other: Person, worker: int
) -> None:
    tabs = [await other.device(0), await other.device(1)]
    own, somebody = await bob.device(), await alice.device()
    submit = WebClient(bob.worker(worker), bob.cookie).submit
    seconds = await told(asyncio.to_thread(submit, "/accounts/sessions/end-others/"), *tabs)
    assert seconds < LIMIT
    for device in (own, somebody):
        await device.ping()


@pytest.fixture(scope="module")
def no_review(two_workers: Site) -> Iterator[Worker]:
    """A third worker, which does not check its sockets' sessions before something asks it to."""
    worker = two_workers.add(NoReviewWorker)
    yield worker
    worker.stop()


@pytest.mark.parametrize(
    "change",
    ["end others", "own password", "sign out", "sign out of the admin", "password by staff", "deactivate"],
)
async def test_sockets_close_without_waiting_for_their_turn(two_workers: Site, no_review: Worker, change: str) -> None:
    bob, root = Person(two_workers, "bob"), Person(two_workers, "root", staff=True)
    second = two_workers.admin("sign_in", pk=bob.pk)["cookie"]
    tab, own = await bob.open(no_review, cookie=second), await bob.device(no_review)
    await tab.expect("hello")
    at = bob.worker(0)
    here, there, staff = WebClient(at, bob.cookie), WebClient(at, second), WebClient(at, root.cookie)
    account = f"/admin/calls/user/{bob.pk}"
    new = {"password1": "a-better-secret-7", "password2": "a-better-secret-7"}
    match change:
        case "end others":
            done = asyncio.to_thread(here.submit, "/accounts/sessions/end-others/")
        case "own password":
            done = asyncio.to_thread(here.submit, "/accounts/password/change/", **OWN_PASSWORD)
        case "sign out":
            done = asyncio.to_thread(there.submit, "/accounts/logout/")
        case "sign out of the admin":
            done = asyncio.to_thread(there.submit, "/admin/logout/")
        case "password by staff":
            done = asyncio.to_thread(staff.submit, f"{account}/password/", usable_password="true", **new)
        case _:
            joined = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
            done = asyncio.to_thread(staff.submit, f"{account}/change/", username=bob.name, **joined)
    everywhere = change in ("password by staff", "deactivate")
    assert await told(done, tab, *([own] if everywhere else [])) < LIMIT
    if not everywhere:
        await own.ping()
    for person in (bob, root):
        await person.leave()


async def test_deleting_a_session_closes_its_sockets(site: Site, bob: Person, other: Person) -> None:
    device, elsewhere = await bob.device(), await other.device()
    assert await told(admin(bob, "end_session", cookie=bob.cookie), device) < LIMIT
    await elsewhere.ping()


@pytest.mark.parametrize("change", ["deactivate", "delete", "set_password"])
async def test_a_change_of_the_account_closes_all_its_sockets(
    site: Site, alice: Person, bob: Person, other: Person, change: str
) -> None:
    devices = [await bob.device(0), await bob.device(1), await other.device()]
    somebody = await alice.device()
    assert await told(admin(bob, change, pk=bob.pk), *devices) < LIMIT
    await somebody.ping()
    again = await bob.open()
    assert await again.wait_closed() == CloseCode.SIGNED_OUT


@pytest.mark.parametrize("worker", [0, 1])
async def test_changing_the_own_password_closes_the_other_browsers_sockets_only(two_workers: Site, worker: int) -> None:
    bob, alice = Person(two_workers, "bob", home_worker=1), Person(two_workers, "alice")
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    stolen = await bob.open(0, cookie=two_workers.admin("sign_in", pk=bob.pk)["cookie"])
    await stolen.expect("hello")
    change = asyncio.to_thread(
        WebClient(bob.worker(worker), bob.cookie).submit, "/accounts/password/change/", **OWN_PASSWORD
    )
    assert await told(change, stolen) < LIMIT
    # Two more looks of the clock have passed when another session, ended later, is closed.
    doomed = two_workers.admin("sign_in", pk=bob.pk)["cookie"]
    last = await bob.open(1, cookie=doomed)
    await last.expect("hello")
    await told(admin(bob, "end_session", cookie=doomed), last)
    await caller.send("media", microphone=True, camera=True, screen=False)
    await callee.expect("media", call=call)
    for person in (bob, alice):
        await person.leave()


async def test_an_upgrade_of_the_password_hash_signs_nobody_out(site: Site, alice: Person, bob: Person) -> None:
    """As with the first sign-in after a release of Django that hashes more slowly."""
    caller = await alice.device()
    bob.cookie = site.admin("use_old_hash", pk=bob.pk)["cookie"]
    callee = await bob.device()
    call = await talk(caller, callee)
    form = {"login": bob.name, "password": PASSWORD}
    await asyncio.to_thread(WebClient(bob.worker(0)).submit, "/accounts/login/", **form)
    # The sockets are looked at in the order in which they opened: when this one has closed, so would bob's have.
    doomed = site.admin("sign_in", pk=bob.pk)["cookie"]
    last = await bob.open(cookie=doomed)
    await last.expect("hello")
    await told(admin(bob, "end_session", cookie=doomed), last)
    await caller.send("media", microphone=True, camera=True, screen=False)
    await callee.expect("media", call=call)
    party = callee.hello["party"]
    await callee.close()
    again = await bob.device(party=party)
    assert again.hello["call"]["here"]


async def test_a_call_with_a_deleted_account_is_over_for_the_peer(site: Site, alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await admin(bob, "delete", pk=bob.pk)
    assert await caller.expect("leave") == {"type": "leave", "call": call, "name": bob.name, "reason": "hung-up"}
    await caller.send("media", microphone=True, camera=True, screen=False)
    assert (await caller.expect("error"))["code"] == "not-found"
    await callee.wait_closed()


async def test_deleting_the_caller_ends_the_ringing(site: Site, alice: Person, bob: Person) -> None:
    caller, callee, second = await alice.device(), await bob.device(), await bob.device(0)
    call = await ring(caller, callee)
    await second.expect("offer", call=call)
    await admin(alice, "delete", pk=alice.pk)
    for device in (callee, second):
        await device.expect("leave", call=call)
    await caller.wait_closed()


async def test_signing_out_leaves_the_call(site: Site, alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await admin(bob, "deactivate", pk=bob.pk)
    assert (await caller.expect("leave", call=call))["reason"] == "hung-up"
    await callee.wait_closed()
    assert site.admin("call", call=call) == {"state": "ended", "reason": "hung-up"}


async def test_signing_out_one_browser_declines_no_call_that_rings_on_another(
    site: Site, alice: Person, bob: Person, other: Person
) -> None:
    caller, callee, elsewhere = await alice.device(), await bob.device(), await other.device()
    call = await ring(caller, callee)
    await elsewhere.expect("offer", call=call)
    await told(admin(bob, "end_session", cookie=bob.cookie), callee)
    await elsewhere.send("accept", call=call)
    await caller.expect("accepted", call=call)
