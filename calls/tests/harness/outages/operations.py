"""Everything that people and clients do, to run while a service is away."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from calls.tests.client import ANSWER, OFFER, candidate, new_call, ring
from calls.tests.harness.crowd import Crowd
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person, connect_with_retries
from calls.tests.harness.programs.admin_helper import PASSWORD

from .web_client import Page, WebClient, other_address

WORKS, SAYS_SO = "works", "says so"
#: What a page says, and /readyz.
WORDS = ("Not available right now", '"down"')


@dataclass(frozen=True)
class OperationResult:
    what: str
    #: WORKS, SAYS_SO, or anything else that happened.
    outcome: str
    seconds: float


class Visitors:
    """Somebody who is signed in, somebody who is not, and an administrator."""

    def __init__(self, crowd: Crowd) -> None:
        self.site = crowd.site
        self.carol = crowd.people[2]
        self.staff = Person(self.site, "staff", staff=True)
        self.leaving = self.site.admin("sign_in", pk=self.carol.pk)["cookie"]

    def pages(self) -> dict[str, Callable[[], Page]]:
        """By the name of each in docs/reliability.md."""
        worker = self.site.endpoints[0]
        stranger, member = WebClient(worker, address=other_address()), WebClient(worker, self.carol.cookie)
        staff, leaving = WebClient(worker, self.staff.cookie), WebClient(worker, self.leaving)
        new = f"new_{secrets.token_hex(3)}"
        mail = {"email": f"{new}@example.org"}
        return {
            "`/healthz`": lambda: stranger.get("/healthz"),
            "the sign-in page": lambda: stranger.get("/accounts/login/"),
            "the sign-up page": lambda: stranger.get("/accounts/signup/"),
            "the reset page": lambda: stranger.get("/accounts/password/reset/"),
            "signing in": lambda: stranger.sign_in(self.carol.name, PASSWORD),
            "signing up": lambda: WebClient(worker, address=other_address()).sign_up(new, PASSWORD, mail["email"]),
            "asking for a reset": lambda: WebClient(worker, address=other_address()).post(
                "/accounts/password/reset/", mail
            ),
            "the call page": lambda: member.get("/"),
            "the history": lambda: member.get("/history/"),
            "email addresses": lambda: member.get("/accounts/email/"),
            "security": lambda: member.get("/accounts/security/"),
            "where you are signed in": lambda: member.get("/accounts/sessions/"),
            "changing a password": lambda: member.get("/accounts/password/change/"),
            "the administration": lambda: staff.get("/admin/"),
            "signing out": lambda: leaving.post("/accounts/logout/", {}),
            # Last, because it may repeat an answer of a second ago.
            "`/readyz`": lambda: stranger.get("/readyz"),
        }

    def try_pages(self) -> list[OperationResult]:
        found = []
        for what, open_page in self.pages().items():
            page = open_page()
            if page.status < 400:
                outcome = WORKS
            elif page.status == 503 and any(words in page.html for words in WORDS):
                outcome = SAYS_SO
            else:
                outcome = f"{page.status}: {page.words[:200]}"
            found.append(OperationResult(what, outcome, page.seconds))
        return found


class Clients:
    """The four people of a crowd: Alice and Bob talk, Carol rings at Dave's, Erin is free.

    Alice has a second device.
    """

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.erin_person = Person(crowd.site, "erin")

    async def come(self) -> None:
        self.ringing = await ring(self.crowd.carol, self.crowd.dave)
        self.second = await connect_with_retries(self.crowd.people[0])
        self.erin = await connect_with_retries(self.erin_person)
        await self.second.send("devices")
        (first,) = (await self.second.expect("devices"))["devices"]
        self.first_id = first["device"]
        await self.crowd.caller.send("devices")
        (second,) = (await self.crowd.caller.expect("devices"))["devices"]
        self.second_id = second["device"]

    def messages(self) -> list[tuple[str, Device, dict[str, Any]]]:
        alice, dave, erin = self.crowd.caller, self.crowd.dave, self.erin
        talk, ringing = self.crowd.call, self.ringing
        off = {"microphone": False, "camera": False, "screen": False}
        return [
            ("ping", alice, {}),
            ("login", alice, {"name": alice.owner.name}),
            ("candidate", alice, {"call": talk, "candidate": candidate()}),
            ("answer", alice, {"call": talk, "answer": ANSWER}),
            ("media", alice, {"call": talk, **off}),
            ("sync", alice, {}),
            ("devices", alice, {}),
            ("people", erin, {"query": self.crowd.people[2].name}),
            ("requests", erin, {}),
            ("contact", erin, {"name": self.crowd.people[2].name, "action": "ask"}),
            ("favourite", erin, {"name": self.crowd.people[2].name, "favourite": True}),
            ("notify", erin, {"name": self.crowd.people[2].name, "notify": False}),
            ("do-not-disturb", erin, {"on": False}),
            ("person", erin, {"name": self.crowd.people[2].name}),
            ("flowing", alice, {"call": talk}),
            ("rejoin", alice, {"call": talk}),
            ("handover", alice, {"call": talk, "device": self.second_id}),
            ("take", self.second, {"call": talk, "device": self.first_id}),
            ("early", dave, {"call": ringing, "connection": new_call()}),
            ("ringing", dave, {"call": ringing}),
            ("accept", dave, {"call": ringing}),
            ("offer", erin, {"call": new_call(), "name": self.crowd.people[1].name, "offer": OFFER}),
            ("going", dave, {"call": ringing}),
            ("leave", dave, {"call": ringing}),
        ]

    async def try_messages(self) -> list[OperationResult]:
        found = []
        for kind, device, fields in self.messages():
            device.inbox.clear()
            began = time.monotonic()
            await device.send(kind, **fields)
            await device.ping()
            found.append(OperationResult(f"`{kind}`", outcome_of(device), time.monotonic() - began))
        return [*found, await self.try_new_socket()]

    async def try_new_socket(self) -> OperationResult:
        began = time.monotonic()
        device = await self.erin_person.open()
        greeted = await device.first("hello")
        outcome = WORKS if greeted else SAYS_SO if device.close_code == 4503 else f"closed with {device.close_code}"
        return OperationResult("a new socket", outcome, time.monotonic() - began)

    async def leave(self) -> None:
        await self.erin_person.leave()


def outcome_of(device: Device) -> str:
    errors = device.pending("error")
    if not errors:
        return WORKS
    said = [error["message"] for error in errors if error["code"] == "unavailable" and error["message"]]
    return SAYS_SO if len(said) == len(errors) else str(errors)
