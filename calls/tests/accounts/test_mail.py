"""Mail leaves outside the request: whatever the mail server does, pages answer, and mail arrives later."""

import secrets
import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from calls.mail import outbox, sender, transport
from calls.models import OutgoingMail
from calls.tests.harness.outages.fault_proxy import Fault, FaultProxy
from calls.tests.harness.outages.mail_server import MailServer
from calls.tests.harness.outages.web_client import Page, WebClient, other_address
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, until
from calls.tests.harness.sites import Site, sqlite_copy

PASSWORD, RESET = "a-test-password-9", "/accounts/password/reset/"
AWAY, BACK = "The mail server cannot be reached", "The mail server is reachable again"


@pytest.fixture(scope="module")
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture(scope="module")
def before_mail(mail_server: MailServer) -> Iterator[FaultProxy]:
    with FaultProxy(mail_server.port) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def mailing(migrated_file: Path, before_mail: FaultProxy) -> Iterator[Site]:
    """One worker. A second one would need more than the in-memory layer."""
    url = f"smtp://127.0.0.1:{before_mail.port}"
    site = Site("mailing", sqlite_copy(migrated_file), 1, spare=1, DEBUG="true", EMAIL_URL=url)
    yield site
    site.stop()


@pytest.fixture(autouse=True)
def healed(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "before_mail" in request.fixturenames:
        request.getfixturevalue("before_mail").heal()
        request.getfixturevalue("mail_server").refusal = ""


def reset(site: Site, email: str) -> Page:
    return WebClient(site.endpoints[-1], address=other_address()).post(RESET, {"email": email})


def address() -> str:
    return f"{secrets.token_hex(4)}@example.org"


def arrives(server: MailServer, to: str) -> Message:
    until(lambda: bool(server.to(to)), "the mail arrives")
    (found,) = server.to(to)
    return found


def test_a_mail_arrives_as_it_was_written(mailing: Site, mail_server: MailServer) -> None:
    to = address()
    assert reset(mailing, to).status == 302
    letter = arrives(mail_server, to)
    assert str(letter["Subject"]).startswith("[Videochat] ")
    assert "you, or someone else, tried to access an account" in str(letter.get_payload())


@pytest.mark.parametrize(
    "fault", [Fault.REFUSED, *(pytest.param(each, marks=pytest.mark.tier2) for each in list(Fault)[2:])]
)
def test_pages_answer_whatever_the_mail_server_does_and_mail_arrives_later(
    mailing: Site, mail_server: MailServer, before_mail: FaultProxy, fault: Fault
) -> None:
    before_mail.fail(fault)
    name, addresses = f"new_{secrets.token_hex(3)}", [address() for _ in range(5)]
    visitor = WebClient(mailing.workers[-1], address=other_address())
    signed_up = visitor.sign_up(name, PASSWORD, addresses[0])
    assert (signed_up.status, signed_up.leads_to) == (302, "/")
    assert visitor.get("/").status == 200
    added = visitor.post("/accounts/email/", {"action_add": "", "email": addresses[1]})
    pages = [signed_up, added, *(reset(mailing, to) for to in addresses[2:])]
    assert [page.status for page in pages] == [302] * 5
    assert max(page.seconds for page in pages) < 5
    if fault is not Fault.SLOW:
        news = mailing.workers[-1].new_output
        until(lambda: AWAY in news(), "the worker has noticed")
        waiting = WebClient(mailing.workers[-1])
        until(lambda: "will be sent as soon as" in waiting.get(f"{RESET}done/").words, "the page says so")
    before_mail.heal()
    for to in addresses:
        arrives(mail_server, to)
    if fault is not Fault.SLOW:
        assert (news().count(AWAY), news().count(BACK)) == (1, 1)
    assert "will be sent as soon as" not in WebClient(mailing.workers[-1]).get(f"{RESET}done/").words


def test_a_worker_that_stops_while_it_sends_leaves_the_mail_to_the_next_one(
    mailing: Site, mail_server: MailServer, before_mail: FaultProxy
) -> None:
    before_mail.fail(Fault.SILENT)
    to = address()
    reset(mailing, to)
    until(lambda: before_mail.has_connections, "it is being sent")
    (worker,) = mailing.workers
    assert worker.stop() == 0
    before_mail.fail(Fault.REFUSED)
    before_mail.heal()
    mailing.workers = []
    mailing.add()
    arrives(mail_server, to)


def test_a_mail_that_is_refused_for_now_is_tried_again(mailing: Site, mail_server: MailServer) -> None:
    mail_server.refusal, to = "450 greylisted", address()
    tries = mail_server.tries
    reset(mailing, to)
    until(lambda: mail_server.tries > tries, "it was tried")
    assert not mail_server.to(to)
    mail_server.refusal = ""
    arrives(mail_server, to)


def test_the_owner_of_an_address_that_is_refused_for_good_reads_so(mailing: Site, mail_server: MailServer) -> None:
    person = Person(mailing, "alice")
    browser, to = WebClient(mailing.endpoints[-1], person.cookie, other_address()), address()
    mail_server.refusal = "550 no such user"
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert browser.post("/accounts/email/", {"action_add": "", "email": to}).status == 302
    until(lambda: f"Our mail to {to} was refused" in browser.get("/accounts/email/").words, "the page says so")
    mail_server.refusal = ""
    assert reset(mailing, to).status == 302
    arrives(mail_server, to)
    until(lambda: "was refused" not in browser.get("/accounts/email/").words, "the address works after all")


# In this process, whose EMAIL_BACKEND keeps what is sent.


@pytest.fixture
def waiting(db: None, settings: Any) -> OutgoingMail:
    settings.MAIL_TRANSPORT = settings.EMAIL_BACKEND
    message = EmailMultiAlternatives(
        "Hello", "Text", "a@example.org", ["b@example.org"], bcc=["c@example.org"], headers={"X-One": "1"}
    )
    message.attach_alternative("<p>Text</p>", "text/html")
    assert outbox.EmailBackend().send_messages([message]) == 1
    return OutgoingMail.objects.get()


def test_all_parts_of_a_mail_are_kept(waiting: OutgoingMail) -> None:
    sender.MailSender()._send_all()
    (sent,) = mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    assert (sent.subject, sent.body, sent.from_email) == ("Hello", "Text", "a@example.org")
    assert (sent.to, sent.bcc, sent.extra_headers) == (["b@example.org"], ["c@example.org"], {"X-One": "1"})
    assert [tuple(each) for each in sent.alternatives] == [("<p>Text</p>", "text/html")]
    assert not OutgoingMail.objects.exists()


def test_one_worker_claims_a_mail(waiting: OutgoingMail) -> None:
    claimed = sender.claim()
    assert claimed == waiting and claimed.attempts == 1
    assert sender.claim() is None


@pytest.mark.parametrize(
    ("problem", "permanent"),
    [
        (smtplib.SMTPRecipientsRefused({"b@example.org": (550, b"unknown")}), True),
        (smtplib.SMTPRecipientsRefused({"b@example.org": (450, b"later")}), False),
        (smtplib.SMTPDataError(554, b"spam"), True),
        (smtplib.SMTPDataError(451, b"later"), False),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), False),
        (TimeoutError(), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_a_permanent_refusal_of_this_mail_ends_the_attempts(problem: Exception, permanent: bool) -> None:
    assert sender.is_refusal(problem) is permanent


def test_a_mail_server_that_never_finishes_a_line_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "TOTAL_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            client, _address = server.accept()
            end = time.monotonic() + HANG
            with client, suppress(OSError):
                while time.monotonic() < end:
                    client.send(b"2")
                    time.sleep(0.02)

        dripping = threading.Thread(target=drip)
        dripping.start()
        with pytest.raises(smtplib.SMTPException):
            transport.EmailBackend("127.0.0.1", server.getsockname()[1], timeout=HANG).open()
        dripping.join(HANG)
    assert not dripping.is_alive()
