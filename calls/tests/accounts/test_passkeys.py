"""Passkeys, added and used by a browser written in Python: only from pages of this site, and only its own."""

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from calls.models import User
from calls.tests.accounts.two_steps import (
    CONFIRM,
    LOGIN,
    PASSWORD,
    SECURITY,
    STEP,
    codes_in,
    confirmed,
    is_signed_in,
    sign_in,
)
from calls.tests.harness.passkeys import Passkey
from calls.tests.harness.proof import OLD, signed_in_ago

pytestmark = pytest.mark.django_db

ADD, SIGN_IN = "/accounts/passkeys/add/", "/accounts/passkeys/sign-in/"
PROVE = "/accounts/second-step/passkey/"
ORIGIN = "http://localhost"
REFUSED = "That passkey does not work here"


@pytest.fixture
def alice() -> User:
    return User.objects.create_user("alice", password=PASSWORD)


def browser(client: Client | None = None) -> Client:
    return Client(SERVER_NAME="localhost")


def options_in(page: Any) -> dict[str, Any]:
    found = re.search(r'<script id="passkeyOptions"[^>]*>(.*?)</script>', page.content.decode(), re.S)
    assert found
    data = json.loads(found[1])
    options: dict[str, Any] = (data.get("creation_options") or data.get("request_options"))["publicKey"]
    return options


def add(client: Client, name: str = "", **how: Any) -> tuple[Passkey, Any]:
    passkey = Passkey()
    options = options_in(confirmed(client).get(ADD))
    how = {"origin": ORIGIN} | how
    return passkey, client.post(ADD, {"name": name, "credential": passkey.create(options, **how)}, follow=True)


def use(client: Client, passkey: Passkey, **how: Any) -> Any:
    options = client.get(SIGN_IN, headers={"accept": "application/json"}).json()["request_options"]["publicKey"]
    how = {"origin": ORIGIN} | how
    return client.post(SIGN_IN, {"credential": passkey.use(options, **how)}, follow=True)


def test_a_passkey_is_added_and_signs_in_alone(alice: User) -> None:
    own = sign_in(browser())
    passkey, answer = add(own, "My laptop")
    assert len(codes_in(answer.content.decode())) == 10
    assertContains(own.get(SECURITY), "My laptop")
    new = browser()
    use(new, passkey)
    assert is_signed_in(new)


def test_the_browser_makes_a_key_that_is_found_and_checked_by_the_device(alice: User) -> None:
    options = options_in(confirmed(sign_in(browser())).get(ADD))
    wanted = options["authenticatorSelection"]
    assert (wanted["residentKey"], wanted["userVerification"]) == ("required", "required")
    assert options["rp"] == {"id": "localhost", "name": "Videochat"}
    assert options["user"]["name"] == "alice"
    passkey, _answer = add(own := sign_in(browser()))
    again = options_in(own.get(ADD))
    assert [each["id"] for each in again["excludeCredentials"]] == [json.loads(passkey.create(again, ORIGIN))["id"]]


def test_a_password_then_needs_the_passkey(alice: User) -> None:
    passkey, _answer = add(sign_in(browser()))
    own = sign_in(browser())
    assert not is_signed_in(own)
    own = sign_in(browser())
    options = options_in(own.get(STEP))
    assertRedirects(own.post(STEP, {"credential": passkey.use(options, ORIGIN)}), "/", fetch_redirect_response=False)
    assert is_signed_in(own)


def test_a_passkey_is_a_proof_of_identity(alice: User) -> None:
    passkey, _answer = add(sign_in(browser()))
    own = browser()
    use(own, passkey)
    signed_in_ago(own, OLD)
    assert own.get(ADD)["Location"].startswith(CONFIRM)
    assertNotContains(own.get(f"{PROVE}?next=https://evil.example/"), 'value="https://evil.example/"')
    options = options_in(own.get(f"{PROVE}?next={ADD}"))
    assertRedirects(own.post(f"{PROVE}?next={ADD}", {"credential": passkey.use(options, ORIGIN)}), ADD)


@pytest.mark.parametrize(
    "how",
    [{"origin": "http://evil.localhost"}, {"origin": "https://localhost"}, {"origin": "null"}, {"verified": False}],
)
def test_a_false_page_and_an_unchecked_person_are_refused(alice: User, how: dict[str, Any]) -> None:
    own = sign_in(browser())
    _passkey, answer = add(own, **how)
    assertContains(answer, REFUSED)
    assert not Authenticator.objects.exists()
    passkey, _answer = add(own)
    new = browser()
    assertContains(use(new, passkey, **how), REFUSED)
    assert not is_signed_in(new)


def test_a_challenge_serves_once(alice: User) -> None:
    passkey, _answer = add(sign_in(browser()))
    new = browser()
    options = new.get(SIGN_IN, headers={"accept": "application/json"}).json()["request_options"]["publicKey"]
    said = passkey.use(options, ORIGIN)
    other = browser()
    other.get(SIGN_IN, headers={"accept": "application/json"})
    assertContains(other.post(SIGN_IN, {"credential": said}, follow=True), REFUSED)
    assert new.post(SIGN_IN, {"credential": said}).status_code == 302 and is_signed_in(new)
    new.post("/accounts/logout/")
    assertContains(new.post(SIGN_IN, {"credential": said}, follow=True), REFUSED)


def test_a_removed_or_renamed_passkey(alice: User) -> None:
    own = sign_in(browser())
    passkey, _answer = add(own, "Old name")
    pk = Authenticator.objects.get(type="webauthn").pk
    other = User.objects.create_user("mallory", password=PASSWORD)
    theirs = confirmed(sign_in(browser(), name=other.username))
    for path in (f"/accounts/passkeys/{pk}/name/", f"/accounts/passkeys/{pk}/remove/"):
        assertRedirects(theirs.post(path, {"name": "Stolen"}), SECURITY)
    own.post(f"/accounts/passkeys/{pk}/name/", {"name": "New <b>name</b>"})
    assertContains(own.get(SECURITY), "New &lt;b&gt;name&lt;/b&gt;")
    own.post(f"/accounts/passkeys/{pk}/remove/")
    assert not Authenticator.objects.exists()
    assertRedirects(own.post(f"/accounts/passkeys/{pk}/remove/"), SECURITY)
    assertContains(use(new := browser(), passkey), REFUSED)
    assert not is_signed_in(new) and is_signed_in(sign_in(browser()))


def test_a_closed_account_and_a_stranger_do_not_sign_in(alice: User) -> None:
    passkey, _answer = add(sign_in(browser()))
    stranger = Passkey()
    stranger.rp, stranger.user = passkey.rp, passkey.user
    assertContains(use(new := browser(), stranger), REFUSED)
    assert not is_signed_in(new)
    User.objects.update(is_active=False)
    use(new := browser(), passkey)
    assert not is_signed_in(new)


MALFORMED: list[Any] = [
    "9" * 5_000,
    "[" * 200_000,
    *("", "null", "[]", "1", '"x"', "{", "{}", '{"response": null}', '{"response": {"clientDataJSON": 1}}'),
    '{"id": "x", "rawId": "\\u0000", "response": {"clientDataJSON": "!!", "attestationObject": "\\u0000"}}',
    '{"id": 1, "response": {"clientDataJSON": "e30", "userHandle": "x", "authenticatorData": "x", "signature": "x"}}',
]


def test_what_no_browser_sends_is_refused_in_words(alice: User) -> None:
    own, new = confirmed(sign_in(browser())), browser()
    for credential in MALFORMED:
        own.get(ADD)
        assert own.post(ADD, {"credential": credential}).status_code == 200, credential
    for credential in MALFORMED:
        cache.clear()  # the limits
        new.get(SIGN_IN, headers={"accept": "application/json"})
        assertRedirects(new.post(SIGN_IN, {"credential": credential}), LOGIN, fetch_redirect_response=False)
    add(own)
    pending = sign_in(browser())
    for credential in MALFORMED:
        cache.clear()
        pending.get(STEP)
        assert pending.post(STEP, {"credential": credential}).status_code == 200, credential


def test_a_passkey_with_a_broken_part_is_refused(alice: User) -> None:
    passkey, _answer = add(sign_in(browser()))
    new = browser()
    options = new.get(SIGN_IN, headers={"accept": "application/json"}).json()["request_options"]["publicKey"]
    values: list[Any] = ["", "AAAA", "!", None, 7, {}]
    for part in ("rawId", "authenticatorData", "clientDataJSON", "signature", "userHandle"):
        cache.clear()
        for value in values:
            said = json.loads(passkey.use(options, ORIGIN))
            (said if part == "rawId" else said["response"])[part] = value
            answer = new.post(SIGN_IN, {"credential": json.dumps(said)})
            assert answer.status_code == 302 and answer["Location"] == LOGIN, (part, value)
    assert not is_signed_in(new)
    new.post(SIGN_IN, {"credential": passkey.use(options, ORIGIN)})
    assert is_signed_in(new)


def test_suggestions_take_no_challenge_from_the_button() -> None:
    cache.clear()
    client = browser()
    asked = [client.get(f"{SIGN_IN}?autofill", headers={"accept": "application/json"}) for _ in range(61)]
    assert [answer.status_code for answer in asked] == [200] * 60 + [429]
    assert client.get(SIGN_IN, headers={"accept": "application/json"}).status_code == 200
