"""What opens an account is changed only by somebody who has proved within five minutes who they are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from calls.models import User
from calls.tests.harness.authenticator_app import code_of
from calls.tests.harness.proof import OLD, signed_in_ago

pytestmark = pytest.mark.django_db

PASSWORD, KEY = "a-long-secret-9", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CONFIRM, CODE, EMAIL = "/accounts/reauthenticate/", "/accounts/second-step/code/", "/accounts/email/"
NEW_CODES = "/accounts/recovery-codes/new/"
ASKED = "we make sure that it is you"


@pytest.fixture
def alice() -> User:
    user = User.objects.create_user("alice", "first@example.org", PASSWORD)
    for email in ("first@example.org", "second@example.org"):
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=email[0] == "f")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": KEY})
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Laptop", "credential": {}})
    RecoveryCodes.activate(user)
    return user


def browser(user: User, seconds: float) -> Client:
    """In which the person signed in so long ago."""
    client = Client()
    client.force_login(user)
    signed_in_ago(client, seconds)
    return client


@dataclass(frozen=True)
class Door:
    path: str
    form: dict[str, str]
    #: What of the database the form changes.
    state: Callable[[], object]
    #: The page that follows.
    then: str = "/accounts/security/"


def has(**address: object) -> Callable[[], object]:
    return lambda: EmailAddress.objects.filter(**address).exists()


def factor(kind: str) -> Callable[[], object]:
    return lambda: list(Authenticator.objects.filter(type=kind).values_list("data"))


DOORS = {
    "an address is added": Door(
        EMAIL, {"action_add": "", "email": "new@example.org"}, has(email="new@example.org"), EMAIL
    ),
    "another address is the main one": Door(
        EMAIL,
        {"action_primary": "", "email": "second@example.org"},
        has(email__startswith="second", primary=True),
        EMAIL,
    ),
    "an address is removed": Door(
        EMAIL, {"action_remove": "", "email": "second@example.org"}, has(email__startswith="second"), EMAIL
    ),
    "the app is removed": Door("/accounts/authenticator-app/remove/", {}, factor("totp")),
    "a passkey is removed": Door("/accounts/passkeys/{pk}/remove/", {}, factor("webauthn")),
    "recovery codes are replaced": Door(NEW_CODES, {}, factor("recovery_codes"), "/accounts/recovery-codes/"),
}


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest, alice: User) -> Iterator[Door]:
    found = DOORS[request.param]
    pk = Authenticator.objects.get(type="webauthn").pk
    yield Door(found.path.format(pk=pk), found.form, found.state, found.then)


def test_an_old_session_is_asked_and_then_the_form_is_taken(alice: User, door: Door) -> None:
    own, before = browser(alice, OLD), door.state()
    asked = own.post(door.path, door.form)
    assertRedirects(asked, f"{CONFIRM}?next={quote(door.path, safe='')}", fetch_redirect_response=False)
    page = own.get(asked["Location"])
    assertContains(page, ASKED)
    assertContains(page, f'<input type="hidden" name="next" value="{door.path}"', html=False)
    assert own.post(CONFIRM, {"password": "wrong", "next": door.path}).status_code == 200
    assert door.state() == before
    done = own.post(CONFIRM, {"password": PASSWORD, "next": door.path}, follow=True)
    assert door.state() != before
    assert (done.status_code, done.redirect_chain) == (200, [(door.then, 302)])


def test_a_new_session_is_not_asked(alice: User, door: Door) -> None:
    own, before = browser(alice, OLD - 10), door.state()
    assertRedirects(own.post(door.path, door.form), door.then, fetch_redirect_response=False)
    assert door.state() != before


def test_a_second_press_of_confirm_ends_on_the_page(alice: User, door: Door) -> None:
    own = browser(alice, OLD)
    own.post(door.path, door.form)
    own.post(CONFIRM, {"password": PASSWORD, "next": door.path})
    state = door.state()
    last = own.post(CONFIRM, {"password": PASSWORD, "next": door.path}, follow=True)
    assert last.status_code == 200 and door.state() == state


def test_a_form_of_another_window_is_not_taken_in_its_place(alice: User, door: Door) -> None:
    """The session keeps the last one only. The first window then shows its page."""
    own, before = browser(alice, OLD), door.state()
    own.post(door.path, door.form)
    other = NEW_CODES if door.path == EMAIL else EMAIL
    assert own.post(other, {"action_add": "", "email": "other@example.org"})["Location"].startswith(CONFIRM)
    shown = own.post(CONFIRM, {"password": PASSWORD, "next": door.path}, follow=True)
    assert shown.status_code == 200 and door.state() == before


@pytest.mark.parametrize("way", [CONFIRM, CODE])
def test_a_form_whose_address_has_a_query_is_taken_too(alice: User, way: str) -> None:
    own, path = browser(alice, OLD), f"{EMAIL}?from=mail&to=me"
    asked = own.post(path, {"action_add": "", "email": "new@example.org"})
    assertRedirects(asked, f"{CONFIRM}?next={quote(path, safe='')}", fetch_redirect_response=False)
    own.post(way, {"password": PASSWORD, "code": code_of(KEY), "next": path})
    assert EmailAddress.objects.filter(email="new@example.org").exists()


def test_a_page_whose_address_has_a_query_is_shown_after_the_proof(alice: User) -> None:
    own, path = browser(alice, OLD), "/accounts/authenticator-app/add/?from=mail"
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
    assert own.get(path)["Location"] == f"{CONFIRM}?next={quote(path, safe='')}"
    assertRedirects(own.post(CONFIRM, {"password": PASSWORD, "next": path}), path, fetch_redirect_response=False)


@pytest.mark.parametrize("way", [CONFIRM, CODE])
def test_no_proof_leads_to_another_site(alice: User, way: str) -> None:
    own, there = browser(alice, OLD), "https://evil.example/"
    assertContains(own.get(way, {"next": EMAIL}), f'<input type="hidden" name="next" value="{EMAIL}"')
    assertNotContains(own.get(way, {"next": there}), f'value="{there}"')
    done = own.post(way, {"password": PASSWORD, "code": code_of(KEY), "next": there})
    assert "evil" not in done.get("Location", "")


def test_a_wrong_code_is_called_so_in_chinese(alice: User) -> None:
    """In allauth's own words it is an error code."""
    page = browser(alice, OLD).post(CODE, {"code": "000000"}, headers={"accept-language": "zh-hans"})
    assertContains(page, "验证码错误。")


@pytest.mark.parametrize("path", ["/accounts/password/change/", EMAIL, "/accounts/security/", "/accounts/profile/"])
def test_to_look_at_a_page_takes_no_proof(alice: User, path: str) -> None:
    assert browser(alice, OLD).get(path).status_code == 200


def test_an_address_that_is_not_valid_is_refused_before_anybody_is_asked(alice: User) -> None:
    own = browser(alice, OLD)
    assertContains(own.post(EMAIL, {"action_add": "", "email": "nonsense"}), "Enter a valid email address")
    assert own.post(EMAIL, {"action_send": "", "email": "second@example.org"})["Location"] == EMAIL


def test_a_code_of_the_app_is_a_proof_too(alice: User) -> None:
    own, form = browser(alice, OLD), {"action_add": "", "email": "new@example.org"}
    asked = own.get(own.post(EMAIL, form)["Location"])
    assertContains(asked, f'href="{CODE}?next={quote(EMAIL, safe="")}"')
    own.post(CODE, {"code": code_of(KEY), "next": EMAIL})
    assert EmailAddress.objects.filter(email="new@example.org").exists()


def test_signing_in_and_signing_up_are_proofs() -> None:
    form = {"username": "dave", "email": "", "password1": PASSWORD, "password2": PASSWORD}
    new = Client()
    new.post("/accounts/signup/", form)
    assert new.post(EMAIL, {"action_add": "", "email": "dave@example.org"})["Location"] == EMAIL
    own = Client()
    own.post("/accounts/login/", {"login": "dave", "password": PASSWORD})
    assert own.post(EMAIL, {"action_remove": "", "email": "dave@example.org"})["Location"] == EMAIL
    assert not EmailAddress.objects.exists()


def test_the_proof_of_one_person_does_not_serve_another(alice: User) -> None:
    own = browser(alice, 0)
    records = {key: value for key, value in own.session.items() if key.startswith("account_")}
    own.force_login(User.objects.create_user("bob", password=PASSWORD))
    session = own.session
    session.update(records)
    session.save()
    assert own.post(EMAIL, {"action_add": "", "email": "new@example.org"})["Location"].startswith(CONFIRM)
