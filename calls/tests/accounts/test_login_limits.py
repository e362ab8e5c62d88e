"""Guesses at a password stop the guesser, and nobody else; hashing stops no other page."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import checks
from django.test import Client
from pytest_django import Settings

from calls.models import User
from calls.tests.harness.outages.web_client import Page, WebClient, other_address
from calls.tests.harness.people import Person
from calls.tests.harness.programs.admin_helper import PASSWORD as ADMIN_PASSWORD
from calls.tests.harness.sites import Site

#: Strangers who guess at the same time.
CROWD = 20
LOGIN, PASSWORD = "/accounts/login/", "a-long-secret"
HEADER = "X-Real-IP"
HOME, STRANGER = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def behind_proxy(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER = HEADER


def sign_in(client: Client, password: str, name: str = "alice", address: str | None = HOME) -> Any:
    headers = {HEADER: address} if address else None
    return client.post(LOGIN, {"login": name, "password": password}, headers=headers)


def guess(address: str | None, times: int = 6) -> Any:
    """A stranger guesses; the last answer."""
    return [sign_in(Client(), "wrong", address=address) for _ in range(times)][-1]


@pytest.fixture
def alice(db: None, behind_proxy: None) -> User:
    return User.objects.create_user("alice", "alice@example.org", PASSWORD)


def test_a_stranger_keeps_nobody_else_from_the_account(alice: User) -> None:
    assert "Too many" in guess(STRANGER).content.decode()
    assert sign_in(Client(), PASSWORD).status_code == 302
    assert "Too many" in sign_in(Client(), PASSWORD, address=STRANGER).content.decode()


def test_a_known_device_passes_whatever_strangers_at_its_address_do(alice: User) -> None:
    device = Client()
    assert sign_in(device, PASSWORD).status_code == 302
    device.post("/accounts/logout/")
    for name in ("alice", "bob", "carol"):
        for _ in range(5):
            sign_in(Client(), "wrong", name)
    assert "Too many" in sign_in(Client(), PASSWORD).content.decode()
    assert sign_in(device, PASSWORD).status_code == 302


def test_a_known_device_has_a_limit_of_its_own_and_a_forged_one_none(alice: User) -> None:
    device, forger = Client(), Client()
    sign_in(device, PASSWORD)
    device.post("/accounts/logout/")
    forger.cookies[django_settings.DEVICE_COOKIE_NAME] = "eyJhbGljZSI6IngifQ:1:forged"
    assert "Too many" in [sign_in(device, "wrong") for _ in range(11)][-1].content.decode()
    assert "Too many" in [sign_in(forger, "wrong", address=STRANGER) for _ in range(6)][-1].content.decode()


def test_the_cookie_of_a_device_names_nobody_and_knows_no_other_account(alice: User) -> None:
    device = Client()
    sign_in(device, PASSWORD)
    cookie = device.cookies[django_settings.DEVICE_COOKIE_NAME]
    assert "alice" not in cookie.value and cookie["httponly"] and cookie["samesite"] == "Lax"
    User.objects.create_user("bob", password=PASSWORD)
    device.post("/accounts/logout/")
    assert "Too many" in [sign_in(device, "wrong", "bob") for _ in range(6)][-1].content.decode()


def test_success_gives_the_attempt_back(alice: User) -> None:
    for _ in range(12):
        assert sign_in(Client(), PASSWORD).status_code == 302


@pytest.mark.parametrize("value", [None, "no address"])
def test_a_missing_header_falls_back_to_the_connection(alice: User, value: str | None) -> None:
    assert sign_in(Client(), PASSWORD, address=value).status_code == 302
    assert "Too many" in guess(value).content.decode()


@pytest.mark.parametrize(
    ("guesser", "other", "counts_as_one"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:2:3:4:5", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:198.51.100.7", False),
    ],
)
def test_a_household_counts_as_one_address(alice: User, guesser: str, other: str, counts_as_one: bool) -> None:
    """It has a whole /64 of IPv6; and an IPv4 address on an IPv6 socket is no part of one."""
    assert "Too many" in guess(guesser).content.decode()
    assert (sign_in(Client(), PASSWORD, address=other).status_code == 200) is counts_as_one


def test_the_deployment_check_demands_the_header_behind_https(settings: Settings) -> None:
    def found() -> list[str | None]:
        return [message.id for message in checks.run_checks(include_deployment_checks=True)]

    settings.SECURE, settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER = True, None
    assert "calls.W004" in found()
    settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER = HEADER
    assert "calls.W004" not in found()


@pytest.mark.tier2
def test_many_wrong_passwords_at_once_do_not_stop_the_other_pages(two_workers: Site) -> None:
    worker, alice = two_workers.workers[0], Person(two_workers, "alice")
    together = threading.Barrier(CROWD + 1)
    device = WebClient(worker, address=other_address())
    assert device.sign_in(alice.name, ADMIN_PASSWORD).status == 302
    del device.cookies[worker.session_cookie]

    def guess(_number: int) -> Page:
        stranger = WebClient(worker, address=other_address())
        together.wait()
        return stranger.sign_in(alice.name, "wrong")

    with ThreadPoolExecutor(CROWD) as crowd:
        answers = [crowd.submit(guess, number) for number in range(CROWD)]
        together.wait()
        pages = [WebClient(worker, alice.cookie).get("/") for _ in range(3)]
        known = device.sign_in(alice.name, ADMIN_PASSWORD)
        waiting = sum(not answer.done() for answer in answers)
    assert [page.status for page in pages] == [200] * 3
    assert known.status == 302, "a known device does not wait behind strangers"
    assert waiting > CROWD / 2, "nothing waited behind the passwords"
    assert {answer.result().status for answer in answers} <= {200, 503}
