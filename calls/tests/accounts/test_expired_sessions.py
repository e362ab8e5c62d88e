"""A session that expires in a call ends after the call; an open page keeps its session from expiring."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from calls.models import User
from calls.protocol.close_codes import CloseCode
from calls.tests.client import ring, talk
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site


async def expire(person: Person) -> None:
    await asyncio.to_thread(person.site.admin, "expire_session", cookie=person.cookie)


async def reconnect(person: Person, device: Device) -> Device:
    await device.close()
    return await person.open(party=device.hello["party"])


async def test_the_call_goes_on_and_sign_in_is_asked_for_after_it(site: Site, alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await expire(bob)
    again = await reconnect(bob, callee)
    assert (await again.expect("hello"))["call"]["here"]
    await caller.send("media", microphone=True, camera=True, screen=False)
    await again.expect("media", call=call)
    await again.send("leave", call=call)
    await caller.expect("leave", call=call, reason="hung-up")
    assert await again.wait_closed() == CloseCode.SIGNED_OUT


async def test_the_caller_s_ring_goes_on(site: Site, alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    await expire(alice)
    again = await reconnect(alice, caller)
    await again.expect("hello")
    await callee.send("accept", call=call)
    await again.expect("accepted", call=call)


async def test_a_rename_signs_nobody_out_whose_session_has_expired(site: Site, alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    await talk(caller, callee)
    await expire(bob)
    await asyncio.to_thread(site.admin, "rename", pk=bob.pk, name=f"{bob.name}_new")
    await callee.expect("renamed")
    # A second look, and a third: a socket that one look finds signed out is closed after the next.
    for _look in range(2):
        doomed = site.admin("sign_in", pk=alice.pk)["cookie"]
        last = await alice.open(cookie=doomed)
        await last.expect("hello")
        await asyncio.to_thread(site.admin, "end_session", cookie=doomed)
        await last.wait_closed()
    await callee.ping()


async def test_another_device_and_one_without_a_call_are_signed_out(site: Site, alice: Person, bob: Person) -> None:
    caller, callee, idle = await alice.device(), await bob.device(), await bob.device()
    await talk(caller, callee)
    await expire(bob)
    assert await (await reconnect(bob, idle)).wait_closed() == CloseCode.SIGNED_OUT
    stranger = await alice.open(cookie=bob.cookie, party=caller.hello["party"])
    assert await stranger.wait_closed() == CloseCode.SIGNED_OUT


@pytest.mark.django_db
def test_an_open_page_renews_its_session_and_its_cookie_once_a_day(client: Client) -> None:
    client.force_login(User.objects.create_user("alice"))
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))
    answer = client.get("/session/")
    assert answer.status_code == 204
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 14 * 86_400
    assert Session.objects.get().expire_date > timezone.now() + timedelta(days=13)
    assert settings.SESSION_COOKIE_NAME not in client.get("/session/").cookies
    assert answer["Cache-Control"].startswith("max-age=0")


@pytest.mark.django_db
def test_old_sessions_are_deleted_in_parts() -> None:
    times = {"old": timezone.now() - timedelta(days=31), "new": timezone.now() - timedelta(days=29)}
    Session.objects.bulk_create(
        Session(session_key=f"{name}{number}", session_data="", expire_date=time)
        for name, time in times.items()
        for number in range(1200 if name == "old" else 1)
    )
    alice = User.objects.create_user("alice")
    UserSession.objects.bulk_create(
        UserSession(user=alice, session_key=each.pk, ip="192.0.2.1", user_agent="") for each in Session.objects.all()
    )
    sizes = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith("DELETE") and Session._meta.db_table in sql:
            sizes.append(context["cursor"].rowcount)
        return result

    with connection.execute_wrapper(watch):
        call_command("clearsessions")
    assert sizes == [500, 500, 200]
    assert Session.objects.get().session_key == "new0"


@pytest.mark.django_db
def test_a_page_that_is_signed_out_learns_it(client: Client) -> None:
    assert client.get("/session/").status_code == 401
