"""A confirmed email address signs in as the username does, and tells strangers nothing."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import get_hasher
from django.test import Client
from pytest_django.asserts import assertContains

from calls.models import User

pytestmark = pytest.mark.django_db

LOGIN, PASSWORD = "/accounts/login/", "a-long-secret"
ADDRESS = "alice@example.org"


@pytest.fixture
def alice() -> User:
    user = User.objects.create_user("alice", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    EmailAddress.objects.create(user=user, email="new@example.org", verified=False)
    return user


def sign_in(login: str, password: str = PASSWORD, client: Client | None = None, address: str = "192.0.2.1") -> Any:
    return (client or Client()).post(LOGIN, {"login": login, "password": password}, REMOTE_ADDR=address)


def words(answer: Any, login: str) -> str:
    """The page without what differs each time."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return html.replace(login, "")


@pytest.mark.parametrize("login", ["alice", "ALICE", ADDRESS, "Alice@Example.ORG", f" {ADDRESS} "])
def test_the_username_and_the_address_sign_in(alice: User, login: str) -> None:
    assert sign_in(login).status_code == 302


def test_the_page_says_so_beside_the_username() -> None:
    assertContains(Client().get(LOGIN), "Or a confirmed email address")
    assertContains(Client().get(LOGIN), "Username</label>")


@pytest.mark.parametrize("login", ["new@example.org", "nobody@example.org", "@", "a@b@c", "nobody"])
def test_no_other_text_does(alice: User, login: str) -> None:
    assert sign_in(login).status_code == 200


def test_a_long_address_signs_in(alice: User) -> None:
    long = f"{'a' * 60}@{'.'.join(['b' * 60] * 3)}.org"
    EmailAddress.objects.create(user=alice, email=long, verified=True)
    assert len(long) > 150 and sign_in(long).status_code == 302


def test_every_failure_has_the_same_answer_after_the_same_work(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    hasher = type(get_hasher())
    encode = hasher.encode

    def count(self: Any, password: str, *args: Any, **kwargs: Any) -> str:
        hashed.append(password)
        return encode(self, password, *args, **kwargs)

    monkeypatch.setattr(hasher, "encode", count)
    answers = set()
    for number, login in enumerate(("alice", "nobody", ADDRESS, "new@example.org", "nobody@example.org")):
        hashed.clear()
        answers.add(words(sign_in(login, "wrong", address=f"192.0.2.{number}"), login))
        assert hashed == ["wrong"], login
    assert len(answers) == 1


def test_the_limit_does_not_tell_whose_address_it_is(alice: User) -> None:
    for _attempt in range(6):
        answer = sign_in("alice", "wrong")
    assert "Too many" in answer.content.decode()
    for login in (ADDRESS, "nobody@example.org"):
        assert "Too many" not in sign_in(login, "wrong").content.decode()
    for _attempt in range(6):
        answer = sign_in(ADDRESS, "wrong", address="192.0.2.2")
    assert "Too many" in answer.content.decode()


def test_strangers_keep_nobody_from_their_own_device(alice: User) -> None:
    device = Client()
    assert sign_in(ADDRESS, client=device).status_code == 302
    device.post("/accounts/logout/")
    for _attempt in range(6):
        sign_in(ADDRESS, "wrong")
    assert "Too many" in sign_in(ADDRESS).content.decode()
    assert sign_in(ADDRESS, client=device).status_code == 302


def test_a_username_of_an_earlier_version_comes_first(alice: User) -> None:
    other = User(username=ADDRESS)
    other.set_password("the-other-secret")
    other.save()
    assert sign_in(ADDRESS).status_code == 200
    assert sign_in(ADDRESS, "the-other-secret").status_code == 302
