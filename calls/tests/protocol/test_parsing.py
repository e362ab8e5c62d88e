"""parse() returns a message or refuses with a documented error code. It raises nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.protocol.errors import Refused
from calls.protocol.json_frames import encode
from calls.protocol.wire import CLIENT_TYPES, PARSERS, parse
from calls.tests.harness import document

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)
names = st.sampled_from(sorted({name for fields in document.CLIENT.values() for name in fields.all}))
descriptions = st.fixed_dictionaries({"type": st.sampled_from(["offer", "answer", "x"]), "sdp": st.text() | scalars})
frames = st.fixed_dictionaries(
    {"type": st.sampled_from(CLIENT_TYPES)},
    optional=dict.fromkeys(("offer", "answer", "candidate"), values | descriptions),
).flatmap(lambda base: st.dictionaries(names, values).map(lambda more: {**more, **base}))


def outcome(text: str | None) -> str:
    """The message's class, or the code of its refusal."""
    try:
        return type(parse(text)).__name__
    except Refused as refused:
        assert refused.code in document.ERROR_CODES
        assert str(refused.message)
        encode(refused.as_message()).encode()
        return refused.code


@given(st.text() | st.none())
def test_any_text_is_read_or_refused(text: str | None) -> None:
    outcome(text)


@given(values)
def test_any_json_is_read_or_refused(value: Any) -> None:
    outcome(json.dumps(value))


@given(frames)
def test_any_fields_are_read_or_refused(frame: dict[str, Any]) -> None:
    found = outcome(json.dumps(frame))
    assert found in {"invalid-message", "invalid-json", frame["type"].title()}


@given(frames)
def test_what_is_read_can_be_written(frame: dict[str, Any]) -> None:
    """Relayed payloads go out as they came in: what parse() lets in, encode() must get out, as text that is UTF-8."""
    try:
        message = parse(json.dumps(frame))
    except Refused:
        return
    for name in ("offer", "answer", "candidate"):
        if hasattr(message, name):
            text = encode({"x": getattr(message, name)})
            text.encode()
            assert json.loads(text) == {"x": frame[name]}


@given(st.integers(1, 40_000), st.sampled_from(["[", '{"x":', '[{"x":']))
def test_no_depth_of_nesting_brings_it_down(depth: int, opening: str) -> None:
    outcome(opening * depth)
    outcome('{"type":"candidate","candidate":{"x":' + "[" * depth + "]" * depth + "}}")


@pytest.mark.parametrize("text", ['{"type":"ping","x":' + "9" * size + "}" for size in (4_300, 4_301, 5_000, 60_000)])
def test_no_length_of_integer_brings_it_down(text: str) -> None:
    assert outcome(text) in {"Ping", "invalid-json"}


@pytest.mark.parametrize("name", ["\ud800", "\udfff", "a\udc00b"])
def test_a_lone_surrogate_is_refused(name: str) -> None:
    assert outcome(json.dumps({"type": "login", "name": name})) == "invalid-json"


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert outcome(json.dumps({"type": "login", "name": "🎥"})) == "Login"


def test_the_size_is_counted_in_bytes() -> None:
    def padded(text: str) -> str:
        return json.dumps({"type": "ping", "x": text}, ensure_ascii=False)

    overhead = len(padded(""))
    assert outcome(padded("x" * (65_536 - overhead))) == "Ping"
    assert outcome(padded("x" * (65_537 - overhead))) == "too-large"
    assert outcome(padded("é" * 32_768)) == "too-large"


def test_there_is_a_parser_for_every_type() -> None:
    assert PARSERS.keys() == document.CLIENT.keys()
