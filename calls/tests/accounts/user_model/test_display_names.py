"""The display name: who sets it, and who reads it where."""

import asyncio
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from calls.admin import people
from calls.models import Call, CallLeg, User
from calls.tests.client import OFFER
from calls.tests.harness.outages.web_client import WebClient
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site

PROFILE = "/accounts/profile/"
REFUSED = ["Bob\u202erelliM", "\u200b", "\u3164", "Bob\x07", "Bo" + "\u0335" * 5 + "b", "x" * 61]
KEPT = {
    "  Bob   Miller ": "Bob Miller",
    "Jose\u0301": "José",
    "Bob & <b>Co</b> 👩\u200d👧": "Bob & <b>Co</b> 👩\u200d👧",
    "": "",
}


@pytest.fixture(name="account")
def bob_account() -> User:
    return User.objects.create_user("bob", password="a-long-secret")


@pytest.mark.django_db
@pytest.mark.parametrize("name", KEPT)
def test_people_choose_their_display_name(client: Client, account: User, name: str) -> None:
    client.force_login(account)
    assertContains(client.get(PROFILE), "bob")
    assertRedirects(client.post(PROFILE, {"display_name": name}), PROFILE)
    account.refresh_from_db()
    assert (account.display_name, account.username) == (KEPT[name], "bob")


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_shown_is_refused_at_its_field(client: Client, account: User, name: str) -> None:
    client.force_login(account)
    assertContains(client.post(PROFILE, {"display_name": name}), "is-invalid")
    account.refresh_from_db()
    assert account.display_name == ""


@pytest.mark.django_db
def test_only_somebody_signed_in_has_the_page(client: Client) -> None:
    assertRedirects(client.get(PROFILE), f"/accounts/login/?next={PROFILE}")


@pytest.mark.django_db
def test_staff_change_it(admin_client: Client, account: User) -> None:
    form = {"username": "bob", "display_name": "Bob Miller", "date_joined_0": "2026-01-01", "date_joined_1": "0:0"}
    assert admin_client.post(reverse("admin:calls_user_change", args=[account.pk]), form).status_code == 302
    assertContains(admin_client.get(reverse("admin:calls_user_changelist"), {"q": "miller"}), "Bob Miller")


@pytest.mark.django_db(transaction=True)
def test_staff_see_no_error_if_pages_cannot_be_told(
    admin_client: Client, account: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_facts: Any) -> Any:
        raise OperationalError("as it was asked to")

    monkeypatch.setattr(people, "display_name_notifications", fail)
    monkeypatch.setattr(people, "rename_notifications", fail)
    form = {"username": "rob", "display_name": "Bob Miller", "date_joined_0": "2026-01-01", "date_joined_1": "0:0"}
    assert admin_client.post(reverse("admin:calls_user_change", args=[account.pk]), form).status_code == 302
    account.refresh_from_db()
    assert (account.username, account.display_name) == ("rob", "Bob Miller")


@pytest.mark.django_db
def test_the_history_has_both_names(client: Client, account: User) -> None:
    alice = User.objects.create_user("alice")
    now = timezone.now()
    call = Call.objects.create(
        caller=account, callee=alice, state="ended", reason="hung-up", placed_at=now, ended_at=now
    )
    CallLeg.objects.create(call=call, user=alice, live=False)
    client.force_login(alice)
    assertNotContains(client.get("/history/"), "@bob")
    account.display_name = "Bob <i>Miller</i>"
    account.save(update_fields=["display_name"])
    page = client.get("/history/")
    assertContains(page, "Bob &lt;i&gt;Miller&lt;/i&gt;")
    assertContains(page, "@bob")
    assertContains(page, 'aria-label="Call bob"')


async def test_messages_have_it_from_the_moment_it_is_set(site: Site, alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    await caller.send("people", query=bob.name)
    assert "display" not in (await caller.expect("people"))["people"][0]
    for person, name in ((alice, "Alice Ames"), (bob, "Bob Miller")):
        browser = WebClient(site.endpoints[0], person.cookie)
        page = await asyncio.to_thread(browser.post, PROFILE, {"display_name": name})
        assert page.leads_to == PROFILE
    for query in (bob.name, f"{bob.name} bob mil"):
        await caller.send("people", query=query)
        assert (await caller.expect("people", query=query))["people"][0]["display"] == "Bob Miller"
    await caller.send("offer", name=bob.name, offer=OFFER)
    call = (await caller.expect("calling", name=bob.name, display="Bob Miller"))["call"]
    await callee.expect("offer", name=alice.name, display="Alice Ames")
    await callee.send("sync")
    assert (await callee.expect("hello"))["call"]["display"] == "Alice Ames"
    await caller.send("leave", call=call)
    await callee.expect("leave", call=call)
