"""Invitations: a link signs one person up where sign-up is closed."""

import re
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from calls.models import Invitation, User
from calls.models.invitations import LIFETIME

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-secret"
INVITE, SIGNUP = "/invite/", "/accounts/signup/"
CLOSED = "Sign-up is closed"


@pytest.fixture(autouse=True)
def closed(settings: Settings) -> None:
    settings.SIGNUP_OPEN = False


@pytest.fixture
def alice() -> User:
    return User.objects.create_user("alice", is_staff=True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def link_of(client: Client) -> str:
    """A new link, as the page shows it."""
    page = client.post(INVITE, follow=True)
    found = re.search(r'value="http://[^/]+(/invite/[\w-]+/)"', page.content.decode())
    assert found, page.content.decode()
    return found[1]


def sign_up(client: Client, name: str = "dave") -> str:
    page = client.post(SIGNUP, {"username": name, "password1": PASSWORD, "password2": PASSWORD}, follow=True)
    user = page.wsgi_request.user
    return f"signed in as {user.get_username()}" if user.is_authenticated else page.content.decode()


def test_a_link_signs_one_person_up_and_the_inviter_sees_whom(alice: User) -> None:
    host, guest = signed_in(alice), Client()
    link = link_of(host)
    assertRedirects(guest.get(link), SIGNUP, fetch_redirect_response=False)
    page = guest.get(SIGNUP)
    assertContains(page, "has invited you")
    assertContains(page, "alice")
    assert sign_up(guest) == "signed in as dave"
    invitation = Invitation.objects.get()
    assert invitation.used_by == User.objects.get(username="dave") and invitation.used_at
    assertContains(host.get(INVITE), '<bdi translate="no">dave</bdi>')
    assertContains(Client().get(link), "already been used", status_code=410)


def test_previews_of_a_link_do_not_use_it(alice: User) -> None:
    link = link_of(signed_in(alice))
    for _preview in range(3):
        Client().get(link, follow=True)
        Client().head(link, follow=True)
    guest = Client()
    guest.get(link)
    assert sign_up(guest) == "signed in as dave"


def test_without_an_invitation_sign_up_stays_closed(alice: User, settings: Settings) -> None:
    assertContains(Client().get(SIGNUP), "The administrator of this site can send you a link")
    assert CLOSED in sign_up(Client())
    settings.INVITATIONS = "everybody"
    assertContains(Client().get(SIGNUP), "Everybody who has an account here can send you a link")
    assertNotContains(Client().get("/accounts/login/"), SIGNUP)


def test_a_second_press_signs_in_to_the_account_of_the_first(alice: User) -> None:
    guest, again = Client(), Client()
    link = link_of(signed_in(alice))
    guest.get(link)
    again.get(link)
    assert sign_up(guest) == sign_up(again) == "signed in as dave"
    assert User.objects.count() == 2


def test_the_second_of_two_people_with_one_link_reads_why_not(alice: User) -> None:
    first, second = Client(), Client()
    link = link_of(signed_in(alice))
    first.get(link)
    second.get(link)
    assert sign_up(first, "dave") == "signed in as dave"
    refused = sign_up(second, "erin")
    assert "already been used" in refused and CLOSED in refused
    assert not User.objects.filter(username="erin").exists()


def expire() -> None:
    Invitation.objects.update(expires_at=Now())


def close_account() -> None:
    User.objects.update(is_active=False)


def leave_staff() -> None:
    User.objects.update(is_staff=False)


def delete_account() -> None:
    User.objects.all().delete()


def revoke() -> None:
    alice, invitation = User.objects.get(), Invitation.objects.get()
    assertRedirects(signed_in(alice).post(f"{INVITE}{invitation.pk}/revoke/"), INVITE, fetch_redirect_response=False)


ENDINGS = {
    "expired": (expire, "This invitation has expired", 410),
    "revoked": (revoke, "This invitation has been revoked", 410),
    "its inviter's account closed": (close_account, "This invitation has been revoked", 410),
    "its inviter no longer staff": (leave_staff, "This invitation has been revoked", 410),
    "its inviter's account deleted": (delete_account, "There is no such invitation", 404),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_link_that_has_ended_says_why(alice: User, ending: str) -> None:
    end, words, status = ENDINGS[ending]
    guest, link = Client(), link_of(signed_in(alice))
    guest.get(link)
    end()
    assertContains(Client().get(link), words, status_code=status)
    refused = sign_up(guest)
    assert CLOSED in refused and (words in refused or status == 404)


def test_a_link_that_is_not_whole_says_so() -> None:
    assertContains(Client().get(f"{INVITE}x/"), "Part of the link may be missing", status_code=404)


def test_a_link_works_for_seven_days(alice: User) -> None:
    link_of(signed_in(alice))
    invitation = Invitation.objects.get()
    assert invitation.expires_at - invitation.created_at == LIFETIME == timedelta(days=7)


def test_the_database_has_no_token(alice: User) -> None:
    token = link_of(signed_in(alice)).split("/")[2]
    (row,) = Invitation.objects.values_list()
    assert len(token) >= 32 and token not in str(row)


def test_people_who_are_signed_in_read_so_and_use_nothing_up(alice: User) -> None:
    host = signed_in(alice)
    link = link_of(host)
    assertContains(host.get(link), "You already have an account")
    guest = Client()
    guest.get(link)
    assert sign_up(guest) == "signed in as dave"


def test_where_sign_up_is_open_an_invitation_is_still_noted(alice: User, settings: Settings) -> None:
    settings.SIGNUP_OPEN = True
    guest, late = Client(), Client()
    link = link_of(signed_in(alice))
    guest.get(link)
    late.get(link)
    assert sign_up(guest) == "signed in as dave"
    assert Invitation.objects.get().used_by == User.objects.get(username="dave")
    assertContains(Client().get(link), "Create an account", status_code=410)
    assert sign_up(late, "erin") == "signed in as erin"


@pytest.mark.parametrize(("invitations", "status"), [("staff", 403), ("everybody", 200)])
def test_a_setting_says_who_may_invite(settings: Settings, invitations: str, status: int) -> None:
    settings.INVITATIONS = invitations
    bob = signed_in(User.objects.create_user("bob"))
    assert bob.get(INVITE).status_code == status
    bob.post(INVITE)
    assert Invitation.objects.exists() is (status == 200)
    assert (f'href="{INVITE}"' in bob.get("/history/").content.decode()) is (status == 200)
    assertRedirects(Client().post(INVITE), f"/accounts/login/?next={INVITE}", fetch_redirect_response=False)


def test_links_work_while_their_inviters_may_invite(settings: Settings) -> None:
    settings.INVITATIONS = "everybody"
    guest, link = Client(), link_of(signed_in(User.objects.create_user("bob")))
    guest.get(link)
    settings.INVITATIONS = "staff"
    assertContains(Client().get(link), "This invitation has been revoked", status_code=410)
    assert CLOSED in sign_up(guest)
    settings.INVITATIONS = "everybody"
    assert sign_up(guest) == "signed in as dave"


def test_nobody_sees_or_revokes_the_links_of_others(alice: User) -> None:
    link_of(signed_in(alice))
    invitation = Invitation.objects.get()
    bob = signed_in(User.objects.create_user("bob", is_staff=True))
    bob.post(f"{INVITE}{invitation.pk}/revoke/")
    assert Invitation.objects.usable().exists()
    assertNotContains(bob.get(INVITE), "Works until")


def test_another_person_on_the_same_computer_does_not_see_the_new_link(alice: User) -> None:
    browser = signed_in(alice)
    link = link_of(browser)
    assertContains(browser.get(INVITE), link)
    browser.force_login(User.objects.create_user("bob", is_staff=True))
    assertNotContains(browser.get(INVITE), link)


def test_a_person_has_a_limited_number_of_open_links(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calls.accounts.invitations.invite.MAX_USABLE", 2)
    host = signed_in(alice)
    for _link in range(3):
        page = host.post(INVITE, follow=True)
    assertContains(page, "Revoke some of them first")
    assert Invitation.objects.count() == 2


def test_staff_see_all_invitations_and_revoke_them(alice: User) -> None:
    guest, link = Client(), link_of(signed_in(alice))
    guest.get(link)
    sign_up(guest)
    second = link_of(signed_in(alice))
    root = signed_in(User.objects.create_superuser("root"))
    page = root.get("/admin/calls/invitation/")
    assertContains(page, "alice")
    assertContains(page, "dave")
    assertNotContains(root.get("/admin/calls/invitation/?state=usable"), "dave")
    chosen = {"action": "revoke", "_selected_action": list(Invitation.objects.values_list("pk", flat=True))}
    assertContains(root.post("/admin/calls/invitation/", chosen, follow=True), "1 link does not work any more")
    assertContains(Client().get(second), "This invitation has been revoked", status_code=410)
    assertContains(root.post("/admin/calls/invitation/", chosen, follow=True), "None of these links")
    assert Invitation.objects.filter(used_by__username="dave", revoked_at=None).exists()
