"""Random text in any state causes an error or an effect, never 1011, and reaches only the person it names.

FUZZ_FRAMES=100000 sends more than the quick run does.
"""

import json
import os
from collections.abc import AsyncIterator
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from calls.protocol.errors import Refused
from calls.protocol.messages import Ping
from calls.protocol.wire import parse
from calls.tests.client import ANSWER, OFFER, candidate, ring, talk
from calls.tests.harness import document
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site

SCENES = [
    "idle",
    "calling caller",
    "calling callee",
    "ringing caller",
    "ringing callee",
    "active caller",
    "active callee",
]
#: Frames of one example: a burst that stays far below what a socket is allowed, and is waited for.
BURST = 40
FRAMES = int(os.environ.get("FUZZ_FRAMES", "3000"))
fuzzed = settings(
    max_examples=max(1, FRAMES // BURST // len(SCENES) // 2),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

#: What a well-formed message may be refused with; it may also be too deep to be passed on.
BY_STATE = {"not-found", "self-call", "in-call", "too-late", "invalid-json"}

# Stand-ins, put right when a frame is sent: the names and calls are new in each test.
NAMES = ["{me}", "{peer}", "{stranger}", "{nobody}"]
CALLS = ["{call}", "{CALL}", "{their call}", "00000000-0000-4000-8000-000000000000"]
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(NAMES + CALLS)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)
huge = st.sampled_from(
    ["x" * 151, "é" * 11_000, "x" * 70_000, "9" * 5_000, 10**400, -(2**63), 2**63, 1e308, [[]] * 9_000]
)
RIGHT: dict[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(NAMES),
    "call": st.sampled_from(CALLS),
    "device": st.sampled_from(CALLS),
    "connection": st.sampled_from(CALLS),
    "description": st.sampled_from([OFFER, ANSWER, {}]),
    "closed": st.booleans(),
    "offer": st.just(OFFER) | st.builds(lambda sdp: {"type": "offer", "sdp": sdp}, st.text(max_size=9)),
    "answer": st.just(ANSWER) | st.builds(lambda sdp: {"type": "answer", "sdp": sdp}, st.text(max_size=9)),
    "candidate": st.sampled_from([candidate(), None, {}]) | st.dictionaries(st.text(max_size=9), values, max_size=3),
    "needs_offer": st.booleans(),
    "video": st.booleans(),
    "reason": st.sampled_from(["failed", "lost", "busy", "answered-elsewhere", ""]),
    "microphone": st.booleans(),
    "camera": st.booleans(),
    "screen": st.booleans(),
    "hidden": st.booleans(),
    "network": st.sampled_from(["relay-refused", "udp-blocked", ""]),
    "action": st.sampled_from(["ask", "withdraw", "accept", "decline", "remove", "unblock"]),
    "favourite": st.booleans(),
    "on": st.booleans(),
    "open": st.booleans(),
    "seconds": st.none() | st.integers(1, 604_800),
    "note": st.sampled_from(["", "In a meeting", " "]),
    "favourites": st.booleans(),
    "live": st.booleans(),
    "notify": st.booleans(),
    "query": st.sampled_from(["", "{peer}", "%", "\\", "_"]) | st.text(max_size=5),
    "page": st.integers(0, 3) | st.just(1_000_000),
}


def message(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """A message of this type: mostly right, now and then with a field that is wrong, huge, or not its own."""
    fields = document.CLIENT[kind]
    right = st.fixed_dictionaries(
        {"type": st.just(kind), **{name: RIGHT[name] for name in fields.needed}},
        optional={name: RIGHT[name] for name in fields.optional},
    )
    spoilt = st.dictionaries(st.sampled_from(sorted(RIGHT)) | st.text(max_size=6), values | huge, max_size=2)
    return st.one_of(right, right, st.builds(lambda base, more: {**base, **more}, right, spoilt))


# Few that end or begin a call, or most frames would find it over.
TYPES = sorted(document.CLIENT) + sorted(document.CLIENT.keys() - {"leave", "offer", "accept", "answer", "take"}) * 2
FOREIGN = ["calls.notice", "calls.relay", "calls.sign_out", "websocket.close", "hello", "accepted", "", "ping "]
messages = st.sampled_from(TYPES).flatmap(message)
foreign = st.builds(lambda kind, more: {**more, "type": kind}, st.sampled_from(FOREIGN) | values, st.dictionaries(
    st.sampled_from(["text", "skip", "remember", "forget", "call", "by", "code"]), values, max_size=3
))  # fmt: skip
frames = st.one_of(
    *[messages.map(json.dumps)] * 6,
    foreign.map(json.dumps),
    values.map(json.dumps),
    st.builds(lambda text, cut: text[: cut % (len(text) + 1)], messages.map(json.dumps), st.integers(0, 60)),
    st.text(max_size=30).map(lambda text: text.encode(errors="replace").decode()),
)
bursts = st.lists(frames, min_size=BURST, max_size=BURST)


class Scene:
    """Alice and Bob in one state of their call; Dave and Erin talk to each other; Carol looks on."""

    def __init__(self, site: Site, scene: str) -> None:
        self.state, _, self.end = scene.partition(" ")
        self.alice, self.bob = Person(site, "alice"), Person(site, "bob", home_worker=1)
        self.carol, self.dave, self.erin = (
            Person(site, "carol", home_worker=1),
            Person(site, "dave"),
            Person(site, "erin", home_worker=1),
        )
        self.people = [self.alice, self.bob, self.carol, self.dave, self.erin]

    async def __aenter__(self) -> "Scene":
        self.caller, self.callee, self.looks_on, self.one, self.two = [await person.device() for person in self.people]
        self.their_call = await talk(self.one, self.two)
        return self

    @property
    def sender(self) -> Device:
        return self.callee if self.end == "callee" else self.caller

    async def renew(self) -> None:
        """The same party on a new socket: what one socket may send in a second is limited."""
        old = self.sender
        await old.close()
        new = await old.owner.device(old.worker, old.hello["party"])
        if old is self.callee:
            self.callee = new
        else:
            self.caller = new

    async def __aexit__(self, *_error: object) -> None:
        for person in self.people:
            await person.leave()

    async def begin(self) -> str:
        """The call in its state, whatever the last burst has left."""
        await self.renew()
        for device in (self.caller, self.callee):
            await device.send("leave")
            await device.send("do-not-disturb", on=False)
        for device in (self.caller, self.callee):
            await device.ping()
        self.caller.inbox.clear()
        self.callee.inbox.clear()
        if self.state == "idle":
            return self.their_call.replace("0", "1")
        if self.state == "active":
            return await talk(self.caller, self.callee)
        call = await ring(self.caller, self.callee)
        if self.state == "ringing":
            await self.callee.send("ringing", call=call)
            await self.caller.expect("ringing", call=call)
        return call

    async def nobody_else_heard(self) -> None:
        """Their call goes on; who was called while busy learns only that. In a long run fresh ICE servers come, too."""
        for device, peer in ((self.one, self.two), (self.two, self.one)):
            await device.send("media", microphone=True, camera=False, screen=False)
            await peer.expect("media", call=self.their_call)
        await self.looks_on.ping()
        # Who talks becomes a contact, and the stranger may be asked.
        for device, fine in ((self.looks_on, set()), (self.two, {"contact"}), (self.one, {"contact", "missed"})):
            assert {message["type"] for message in device.inbox} <= fine | {"ice"}, device.transcript()

    def filled(self, frame: str, call: str) -> str:
        me, peer = self.sender.owner.name, (self.alice if self.sender is self.callee else self.bob).name
        for place, value in {
            "{me}": me, "{peer}": peer, "{stranger}": self.dave.name, "{nobody}": "nobody_at_all",
            "{call}": call, "{CALL}": call.upper(), "{their call}": self.their_call,
        }.items():  # fmt: skip
            frame = frame.replace(place, value)
        return frame


def affordable(frames: list[str]) -> list[str]:
    """As many as a socket may send at once, by their number and KiB; each has a mark behind it."""
    spent = list(accumulate(2 + len(frame) // 1024 for frame in frames))
    return [frame for frame, sum_of in zip(frames, spent, strict=True) if sum_of < 1000]


def refusal(frame: str) -> str | None:
    """The code with which a frame is refused whatever the state."""
    try:
        parse(frame)
    except Refused as refused:
        return refused.code
    return None


async def burst(device: Device, frames: list[str]) -> list[list[Any]]:
    """Send the frames, each with a mark behind it; what came between the marks: the answers to each."""
    device.inbox.clear()
    begin = len(device.log)
    marks = 0
    for frame in frames:
        await device.send_raw(frame)
        await device.send("ping")
        marks += 2 if is_ping(frame) else 1
    for _ in range(marks):
        await device.expect("pong")
    answers: list[list[Any]] = [[]]
    for message in device.log[begin:]:
        if message["type"] == "pong":
            answers.append([])
        else:
            answers[-1].append(message)
    found = iter(answers)
    return [next(found) + (next(found) if is_ping(frame) else []) for frame in frames]


def is_ping(frame: str) -> bool:
    return refusal(frame) is None and isinstance(parse(frame), Ping)


@pytest.fixture(params=SCENES)
async def scene(site: Site, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    async with Scene(site, request.param) as found:
        yield found


def test_each_field_of_a_message_is_tried() -> None:
    fields = [*document.CLIENT.values()]
    assert {name for each in fields for name in (*each.needed, *each.optional)} - RIGHT.keys() == set()


@pytest.mark.tier2
@pytest.mark.timeout(180 + FRAMES // 100)
@fuzzed
@given(burst_of=bursts)
async def test_any_message_is_refused_or_has_an_effect(scene: Scene, burst_of: list[str]) -> None:
    call = await scene.begin()
    sent = affordable([scene.filled(frame, call) for frame in burst_of])
    for frame, answers in zip(sent, await burst(scene.sender, sent), strict=True):
        codes = [answer["code"] for answer in answers if answer["type"] == "error"]
        wrong = refusal(frame)
        if wrong:
            assert codes == [wrong], (frame[:300], answers)
        else:
            assert len(codes) <= 1, (frame[:300], answers)
            assert set(codes) <= BY_STATE, (frame[:300], answers)
    await scene.nobody_else_heard()
