"""Frames that no client should send: each gets an `error`, and the socket lives."""

import json
from typing import Any

import pytest

from calls.tests.client import ANSWER, OFFER, candidate, new_call, talk
from calls.tests.harness.people import Person

CALL = new_call()
WRONG: list[Any] = [None, True, 7, -1, 1.5, "", [], {}, ["bob"], {"name": "bob"}]
FIELDS: list[tuple[str, dict[str, Any], str, list[Any]]] = [
    # type, the right fields, the one to spoil, what would be right in it after all
    ("login", {"name": "x"}, "name", []),
    ("offer", {"name": "bob", "offer": OFFER}, "name", []),
    ("offer", {"name": "bob", "offer": OFFER}, "offer", []),
    ("offer", {"name": "bob", "offer": OFFER, "call": CALL}, "call", [None]),
    ("accept", {}, "needs_offer", [True]),
    ("accept", {}, "call", [None]),
    ("answer", {"answer": ANSWER}, "answer", []),
    ("answer", {"answer": ANSWER}, "name", [None]),
    ("candidate", {}, "candidate", [None, {}, {"name": "bob"}]),
    ("candidate", {"candidate": candidate()}, "name", [None]),
    ("leave", {}, "call", [None]),
    ("leave", {}, "reason", [None, ""]),
    ("ringing", {}, "call", []),
    ("rejoin", {}, "call", [None]),
    ("going", {}, "call", [None]),
    ("media", {"camera": True, "screen": True}, "microphone", [True]),
    ("media", {"microphone": True, "screen": True}, "camera", [True]),
    ("media", {"microphone": True, "camera": True}, "screen", [True]),
    ("media", {"microphone": True, "camera": True, "screen": True}, "network", [None, ""]),
    ("people", {}, "query", [""]),
    ("people", {}, "page", [7]),
]
SPOILED = [
    pytest.param(kind, {**fields, field: value}, id=f"{kind}-{field}-{json.dumps(value)}")
    for kind, fields, field, right in FIELDS
    for value in WRONG
    if not any(value is fine or (value == fine and type(value) is type(fine)) for fine in right)
]
REQUIRED = {
    "login": ["name"],
    "offer": ["name", "offer"],
    "answer": ["answer"],
    "candidate": ["candidate"],
    "ringing": ["call"],
}
LACKING = [
    {
        "type": kind,
        **{name: value for name, value in {"name": "bob", "offer": OFFER, "answer": ANSWER}.items() if name != lacks},
    }
    for kind, names in REQUIRED.items()
    for lacks in names
]

RAW: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "invalid-json"),
    "blank": ("  \n ", "invalid-json"),
    "not JSON": ("hello", "invalid-json"),
    "cut off": ('{"type":"ping"', "invalid-json"),
    "two objects": ('{"type":"ping"}{"type":"ping"}', "invalid-json"),
    "an array": ('[{"type":"ping"}]', "invalid-json"),
    "a text": ('"ping"', "invalid-json"),
    "null": ("null", "invalid-json"),
    "a number": ("12", "invalid-json"),
    "binary": (b'{"type":"ping"}', "not-text"),
    "binary, empty": (b"", "not-text"),
    "binary, no text at all": (b"\xff\xfe\x00", "not-text"),
    "a little too large": (json.dumps({"type": "ping", "x": "x" * 65_536}), "too-large"),
    "too large in bytes only": (json.dumps({"type": "ping", "x": "é" * 33_000}, ensure_ascii=False), "too-large"),
    "10,000 deep": ('{"type":"ping","x":' + "[" * 10_000 + "]" * 10_000 + "}", "invalid-json"),
    "30,000 deep and open": ("[" * 30_000, "invalid-json"),
    "10,000 objects deep": ('{"x":' * 10_000 + "1" + "}" * 10_000, "invalid-json"),
    "a 5,000-digit integer": ('{"type":"people","page":' + "9" * 5_000 + "}", "invalid-json"),
    "NaN": ('{"type":"people","page":NaN}', "invalid-json"),
    "Infinity": ('{"type":"people","page":-Infinity}', "invalid-json"),
    "a number beyond all floats": ('{"type":"people","page":1e999}', "invalid-json"),
    "a lone surrogate in a name": (r'{"type":"login","name":"\ud800"}', "invalid-json"),
    "a lone surrogate as a type": (r'{"type":"\udfff"}', "invalid-json"),
    "a lone surrogate in an SDP": (
        r'{"type":"offer","name":"bob","offer":{"type":"offer","sdp":"\uDC00"}}',
        "invalid-json",
    ),
    "a lone surrogate as a key": (r'{"type":"candidate","candidate":{"\ud83d":1}}', "invalid-json"),
    "NUL in a name": (r'{"type":"offer","name":"b\u0000b","offer":{"type":"offer","sdp":"x"}}', "invalid-message"),
    "NUL in a search": (r'{"type":"people","query":"b\u0000b"}', "invalid-message"),
    "no type": ('{"name":"bob"}', "invalid-message"),
    "a type that is no text": ('{"type":["ping"]}', "invalid-message"),
    "a type that is null": ('{"type":null}', "invalid-message"),
    "a name too long": (json.dumps({"type": "login", "name": "x" * 151}), "invalid-message"),
    "a search too long": (json.dumps({"type": "people", "query": "x" * 151}), "invalid-message"),
    "page 0": ('{"type":"people","page":0}', "invalid-message"),
    "an SDP too long": (
        json.dumps({"type": "answer", "answer": {"type": "answer", "sdp": "x" * 60_001}}),
        "invalid-message",
    ),
    "an answer in an offer": (json.dumps({"type": "offer", "name": "bob", "offer": ANSWER}), "invalid-message"),
    "an SDP that is no text": ('{"type":"answer","answer":{"type":"answer","sdp":5}}', "invalid-message"),
    "a call that is no UUID": ('{"type":"rejoin","call":"../../etc/passwd"}', "invalid-message"),
}


@pytest.mark.parametrize("name", RAW)
async def test_a_bad_frame_gets_an_error_and_the_socket_lives(alice: Person, name: str) -> None:
    frame, code = RAW[name]
    device = await alice.device()
    await device.send_raw(frame)
    error = await device.expect("error")
    assert error["code"] == code, error
    assert isinstance(error["message"], str)
    assert error["message"]
    await device.ping()


async def test_a_field_of_a_wrong_type_is_named(alice: Person) -> None:
    device = await alice.device()
    for kind, fields in (param.values for param in SPOILED):
        await device.send(str(kind), **fields)  # type: ignore[arg-type]
        error = await device.expect("error")
        assert error["code"] == "invalid-message", (kind, fields, error)
    await device.ping()


async def test_a_message_that_lacks_a_field_is_refused(alice: Person) -> None:
    device = await alice.device()
    for message in LACKING:
        await device.send_raw(json.dumps(message))
        assert (await device.expect("error"))["code"] == "invalid-message", message
    await device.ping()


async def test_the_largest_frame_that_is_allowed_comes_through(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    offer = {"type": "offer", "sdp": "v" * 60_000}
    await caller.send("offer", name=bob.name, offer=offer)
    assert (await callee.expect("offer"))["offer"] == offer


async def test_candidates_are_opaque(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    await talk(caller, callee)
    odd = {
        "candidate": "ünïcödé 🎥 \u2028",
        "x": [1, 2.5, None, True, {"type": "calls.notice"}],
        "type": "websocket.close",
    }
    await caller.send("candidate", candidate=odd)
    assert (await callee.expect("candidate"))["candidate"] == odd


async def test_a_deep_candidate_harms_neither_side(alice: Person, bob: Person) -> None:
    """Deep enough to parse, perhaps too deep to be written again at some stage."""
    caller, callee = await alice.device(), await bob.device()
    await talk(caller, callee)
    for depth in (100, 500, 900, 950, 990, 1500, 5000):
        await caller.send_raw('{"type":"candidate","candidate":{"x":' + "[" * depth + "]" * depth + "}}")
    await caller.ping()
    await callee.ping()
    await caller.send("media", microphone=True, camera=True, screen=True)
    await callee.expect("media")


@pytest.mark.parametrize(
    "kind",
    ["calls.notice", "calls.relay", "calls.sign_out", "calls_notice", "websocket.disconnect", "websocket.receive",
     "websocket.connect", "websocket.close", "websocket_disconnect", "close", "hello", "pong", "accepted", "__init__"],
)  # fmt: skip
async def test_a_clients_type_never_reaches_the_layers_dispatch(alice: Person, kind: str) -> None:
    device = await alice.device()
    await device.send(kind, text="{}", skip="", code=1000, message={"type": "x"}, remember={}, call=CALL)
    error = await device.expect("error")
    assert (error["code"], error["message"]) == ("unknown-type", f"Command not found: {kind}")
    await device.ping()


async def test_many_bad_frames_in_a_row_harm_nobody(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    await talk(caller, callee)
    for frame, _code in RAW.values():
        await caller.send_raw(frame)
    for _ in RAW:
        await caller.expect("error")
    await caller.send("media", microphone=True, camera=True, screen=True)
    await callee.expect("media")
    assert callee.pending("error") == []
