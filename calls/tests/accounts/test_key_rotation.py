"""A new SECRET_KEY, with the old one in SECRET_KEY_FALLBACKS, signs nobody out and ends no call."""

import asyncio
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from calls.accounts.sign_in.known_devices import device_id, remember_device
from calls.protocol.close_codes import CloseCode
from calls.tests.client import talk
from calls.tests.harness.outages.web_client import WebClient
from calls.tests.harness.people import Person
from calls.tests.harness.programs.admin_helper import PASSWORD
from calls.tests.harness.sites import Site, Worker

NEW_KEY = "of-the-next-year-" * 4


def restarted(site: Site, **settings: str) -> Worker:
    """One more worker, as after a restart with these settings."""
    used = {worker.port for worker in site.workers if worker.child.poll() is None}
    return Worker(site.env | settings, next(port for port in site.ports if port not in used))


@pytest.fixture
def rotated(two_workers: Site) -> Iterator[Worker]:
    worker = restarted(
        two_workers, SECRET_KEY=NEW_KEY, SECRET_KEY_FALLBACKS=f"{two_workers.env['SECRET_KEY']},an,other"
    )
    two_workers.workers.append(worker)
    yield worker
    two_workers.workers.remove(worker)
    worker.stop()


async def test_the_call_goes_on_with_the_same_device(two_workers: Site, rotated: Worker) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob")
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await callee.close()
    again = await bob.device(rotated, callee.hello["party"])
    assert again.hello["call"]["here"]
    await again.send("media", microphone=True, camera=True, screen=False)
    await caller.expect("media", call=call)
    # A form that the old key made, and a request that needs the session and changes it.
    form = {"oldpassword": PASSWORD, "password1": "a-better-secret-7", "password2": "a-better-secret-7"}
    await asyncio.to_thread(WebClient(rotated, bob.cookie).submit, "/accounts/password/change/", **form)
    await again.ping()
    await caller.send("media", microphone=False, camera=True, screen=False)
    await again.expect("media", call=call)
    for person in (alice, bob):
        await person.leave()


async def test_without_the_old_key_everybody_is_signed_out(two_workers: Site) -> None:
    """The test above can fail."""
    worker = restarted(two_workers, SECRET_KEY=NEW_KEY)
    two_workers.workers.append(worker)
    bob = Person(two_workers, "bob")
    assert await (await bob.open(worker)).wait_closed() == CloseCode.SIGNED_OUT
    await bob.leave()
    two_workers.workers.remove(worker)
    worker.stop()


def test_a_known_device_stays_known(settings: Settings, rf: RequestFactory) -> None:
    def sign_in(cookie: str = "") -> tuple[str | None, str]:
        request, response = rf.get("/", headers={"cookie": f"{settings.DEVICE_COOKIE_NAME}={cookie}"}), HttpResponse()
        before = device_id(request, "alice")
        remember_device(request, response, "alice")
        return before, response.cookies[settings.DEVICE_COOKIE_NAME].value

    new, cookie = sign_in()
    device, _same = sign_in(cookie)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW_KEY, [settings.SECRET_KEY]
    after, renewed = sign_in(cookie)
    assert new is None and device is not None and after == device
    settings.SECRET_KEY_FALLBACKS = []
    assert sign_in(renewed)[0] == device
    assert sign_in(cookie)[0] is None
