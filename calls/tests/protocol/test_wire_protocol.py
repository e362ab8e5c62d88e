"""docs/protocol.md, calls/protocol/ and the page's signaling/ say the same: every message, field and code."""

import base64
import dataclasses
import json
import re
import subprocess
from typing import Any

import pytest
from django.utils import translation

from calls.lifecycle import ANSWERED_ELSEWHERE, HANDED_OVER, Reason
from calls.protocol import wire
from calls.protocol.errors import Refused
from calls.protocol.fields import NETWORK_PROBLEMS
from calls.protocol.messages import CONTACT_ACTIONS
from calls.tests.client import ANSWER, OFFER, candidate, new_call
from calls.tests.harness import document
from calls.tests.harness.process import ROOT
from calls.tests.harness.services import program

RIGHT: dict[str, Any] = {
    "name": "bob", "offer": OFFER, "answer": ANSWER, "candidate": candidate(), "call": new_call(), "needs_offer": True,
    "reason": "failed", "microphone": True, "camera": False, "screen": False, "query": "b", "page": 2, "video": False,
    "device": new_call(), "hidden": False, "network": "relay-refused", "action": "ask",
    "favourite": True, "on": True, "seconds": 60, "note": "In a meeting", "favourites": True, "live": True,
    "notify": True, "open": True, "connection": new_call(), "description": OFFER,
    "closed": True,
}  # fmt: skip


def python_class(kind: str) -> type:
    fields = {name: RIGHT[name] for name in document.CLIENT[kind].needed}
    return type(wire.parse(json.dumps({"type": kind, **fields})))


def run_javascript(expression: str) -> Any:
    """The value of an expression over the modules protocol.js (`p`) and frames.js (`f`), which import nothing."""
    imports = ""
    for name in ("protocol", "frames"):
        source = base64.b64encode((ROOT / "static" / "calls" / "signaling" / f"{name}.js").read_bytes()).decode()
        imports += f'import * as {name[0]} from "data:text/javascript;base64,{source}"; '
    script = f"{imports} console.log(JSON.stringify({expression}))"
    command = [program("node"), "--input-type=module", "-e", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_document_and_python_know_the_same_types() -> None:
    assert set(wire.CLIENT_TYPES) == document.CLIENT.keys()
    assert set(wire.SERVER_TYPES) == document.SERVER.keys()


def test_the_document_and_javascript_know_the_same_types() -> None:
    found = run_javascript("[p.CLIENT_TYPES, f.SERVER_TYPES]")
    assert set(found[0]) == document.CLIENT.keys()
    assert set(found[1]) == document.SERVER.keys()


@pytest.mark.parametrize("kind", document.CLIENT)
def test_python_needs_the_fields_that_the_document_says_are_needed(kind: str) -> None:
    fields = document.CLIENT[kind]
    whole = {"type": kind} | {name: RIGHT[name] for name in fields.all}
    wire.parse(json.dumps(whole))
    for name in fields.needed:
        with pytest.raises(Refused) as refused:
            wire.parse(json.dumps({key: value for key, value in whole.items() if key != name}))
        assert refused.value.code == "invalid-message"
    wire.parse(json.dumps({"type": kind} | {name: RIGHT[name] for name in fields.needed}))


@pytest.mark.parametrize("kind", document.CLIENT)
def test_python_keeps_no_field_that_the_document_does_not_tell_of(kind: str) -> None:
    kept = {field.name for field in dataclasses.fields(python_class(kind))}
    assert kept <= document.CLIENT[kind].all
    assert document.CLIENT[kind].needed <= kept


#: What is the same in every language: words of JSON and of WebRTC. Names of fields and values are in quotes or braces.
SAME_EVERYWHERE = {"UUID", "RTCIceCandidateInit", "true", "false", "null", *CONTACT_ACTIONS}


@pytest.mark.parametrize("kind", document.CLIENT)
def test_what_is_wrong_with_a_field_is_a_whole_sentence_in_chinese(kind: str) -> None:
    right, sentences = {name: RIGHT[name] for name in document.CLIENT[kind].needed}, set()
    with translation.override("zh-hans"):
        for name in document.CLIENT[kind].all:
            wrong: object
            for wrong in (-1, "x" * 2000, [], {"type": name, "sdp": "x" * 60_001}, {"type": name}):
                try:
                    wire.parse(json.dumps({"type": kind} | right | {name: wrong}))
                except Refused as refused:
                    sentences.add(str(refused.message))
    for sentence in sentences:
        words = set(re.findall(r"[A-Za-z]+", re.sub(r"“.*?”|\{.*?\}", "", sentence)))
        assert words <= SAME_EVERYWHERE, sentence
    assert sentences or not document.CLIENT[kind].all


def test_javascript_reads_the_fields_of_the_document() -> None:
    found = run_javascript("Object.fromEntries(Object.entries(f.SERVER_FIELDS).map(([k, v]) => [k, Object.keys(v)]))")
    assert {kind: set(fields) for kind, fields in found.items()} == {
        kind: set(fields.all) for kind, fields in document.SERVER.items()
    }


def test_what_javascript_builds_is_what_python_reads() -> None:
    call = RIGHT["call"]
    to, flags = (
        json.dumps({"id": call, "name": "bob"}),
        json.dumps({"microphone": True, "camera": False, "screen": True}),
    )
    built = run_javascript(
        f"[p.describe({to}, {json.dumps(OFFER)}), p.describe({to}, {json.dumps(ANSWER)}),"
        f" p.candidate({to}, {json.dumps(candidate())}), p.accept({call!r}, true),"
        f" p.accept({call!r}, false, {call!r}), p.early({call!r}, {call!r}, {{}}),"
        f" p.early({call!r}, {call!r}, {{ description: {json.dumps(OFFER)}, candidate: {json.dumps(candidate())} }}),"
        f" p.earlyClosed({call!r}, {call!r}),"
        f" p.leave({call!r}), p.leave({call!r}, 'lost'),"
        f" p.ringing({call!r}), p.rejoin({call!r}),"
        f" p.take({call!r}, {call!r}), p.take({call!r}, null), p.handover({call!r}, {call!r}), p.devices(),"
        f" p.going({call!r}), p.flowing({call!r}), p.media({call!r}, {flags}, 'udp-blocked'),"
        " p.people('b', 2), p.contact('bob', 'ask'), p.favourite('bob', true), p.person('bob'), p.requests(), p.sync(),"
        " p.ping(false), p.doNotDisturb({ seconds: null, note: '', favourites: true }), p.disturb(),"
        " p.notify('bob', true)]"
    )
    for message in built:
        wire.parse(json.dumps(message))
        assert message.keys() - {"type"} <= document.CLIENT[message["type"]].all
    # `login` is for clients of the five-message protocol: the page's session has signed it in already.
    assert {message["type"] for message in built} == document.CLIENT.keys() - {"login"}


def test_the_reasons_are_those_of_the_lifecycle() -> None:
    assert {reason.value for reason in Reason} == document.REASONS
    for goes_on in (ANSWERED_ELSEWHERE, HANDED_OVER):
        assert f"`{goes_on}`" in document.TEXT


def test_the_problems_of_a_network_are_the_same_everywhere() -> None:
    module = (ROOT / "static" / "calls" / "rtc" / "connectivity" / "connection_problem.js").read_text()
    (listed,) = re.findall(r"NETWORK_PROBLEMS = \[(.*?)\]", module, flags=re.S)
    assert NETWORK_PROBLEMS == set(re.findall(r'"([a-z-]+)"', listed)) == document.NETWORK_PROBLEMS


def product_source() -> str:
    tests = ROOT / "calls" / "tests"
    paths = [*(ROOT / "calls").rglob("*.py"), *(ROOT / "videochat").rglob("*.py")]
    return "".join(path.read_text() for path in paths if tests not in path.parents)


def test_the_error_codes_are_those_that_are_raised() -> None:
    source = product_source()
    assert set(re.findall(r'Refused\(\s*"([a-z-]+)"', source)) == document.ERROR_CODES


def test_the_close_codes_are_those_that_are_sent() -> None:
    source = product_source()
    assert set(re.findall(r"^\s*[A-Z_]+ = (4\d{3}|1012)$", source, flags=re.M)) == document.CLOSE_CODES
