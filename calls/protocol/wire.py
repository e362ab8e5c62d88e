"""The wire protocol (docs/protocol.md): text to frozen dataclass, and back; knows no socket, database or user."""

import json
import math
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from .messages import (
    Accept,
    Answer,
    Candidate,
    Devices,
    Flowing,
    Going,
    Handover,
    Json,
    Leave,
    Login,
    Media,
    Message,
    Offer,
    People,
    Ping,
    Rejoin,
    Ringing,
    Sync,
    Take,
)

#: Bytes of one text frame.
MAX_FRAME = 64 * 1024
MAX_SDP = 60_000
MAX_NAME = 150
#: Of objects and arrays inside one another; an RTCIceCandidateInit, the deepest of a page's frames, has 2.
MAX_DEPTH = 32


class Refused(Exception):
    """A frame that is not obeyed: `code` for programs (docs/protocol.md lists them), one sentence for people."""

    def __init__(self, code: str, message: object, call: UUID | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.call = call

    def as_message(self) -> dict[str, Any]:
        found: dict[str, Any] = {"type": "error", "code": self.code, "message": str(self.message)}
        return found | ({"call": str(self.call)} if self.call else {})


def _wrong(field: str, should: str) -> Refused:
    return Refused(
        "invalid-message", _("The field “%(field)s” should be %(should)s.") % {"field": field, "should": should}
    )


def _name(frame: Json, field: str = "name", low: int = 1) -> str:
    found = frame.get(field)
    if not isinstance(found, str) or not low <= len(found) <= MAX_NAME or not (found.isprintable()):
        raise _wrong(field, f"a text of {low} to {MAX_NAME} printable characters")
    return found


def _peer(frame: Json) -> str | None:
    return None if frame.get("name") is None else _name(frame)


def _uuid(frame: Json, field: str = "call") -> UUID | None:
    found = frame.get(field)
    if found is None:
        return None
    if not isinstance(found, str) or not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", found):
        raise _wrong(field, "a UUID")
    return UUID(found)


def _required_uuid(frame: Json, field: str = "call") -> UUID:
    found = _uuid(frame, field)
    if found is None:
        raise _wrong(field, "a UUID")
    return found


def _flag(frame: Json, field: str, default: bool | None = None) -> bool:
    found = frame.get(field, default)
    if not isinstance(found, bool):
        raise _wrong(field, "true or false")
    return found


def _description(frame: Json, field: str) -> Json:
    found = frame.get(field)
    if not isinstance(found, dict) or found.get("type") != field or not isinstance(found.get("sdp"), str):
        raise _wrong(field, f'{{"type": "{field}", "sdp": "…"}}')
    if len(found["sdp"]) > MAX_SDP:
        raise _wrong(f"{field}.sdp", f"at most {MAX_SDP} characters long")
    return found


def _candidate(frame: Json) -> Json | None:
    if "candidate" not in frame or not isinstance(frame["candidate"], dict | None):
        raise _wrong("candidate", "an RTCIceCandidateInit or null")
    found: Json | None = frame["candidate"]
    return found


def _page(frame: Json) -> int:
    found = frame.get("page", 1)
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= 1_000_000:
        raise _wrong("page", "a whole number from 1")
    return found


def _reason(frame: Json) -> str | None:
    found = frame.get("reason")
    if found is not None and not isinstance(found, str):
        raise _wrong("reason", "“failed”, “lost”, or left out")
    return found if found in {"failed", "lost"} else None


PARSERS: dict[str, Callable[[Json], Message]] = {
    "login": lambda f: Login(_name(f)),
    "offer": lambda f: Offer(_name(f), _description(f, "offer"), _uuid(f), _flag(f, "video", True)),
    "accept": lambda f: Accept(_uuid(f), _flag(f, "needs_offer", False)),
    "answer": lambda f: Answer(_description(f, "answer"), _uuid(f), _peer(f)),
    "candidate": lambda f: Candidate(_candidate(f), _uuid(f), _peer(f)),
    "leave": lambda f: Leave(_uuid(f), _reason(f)),
    "going": lambda f: Going(_uuid(f)),
    "flowing": lambda f: Flowing(_uuid(f)),
    "ringing": lambda f: Ringing(_required_uuid(f)),
    "rejoin": lambda f: Rejoin(_uuid(f)),
    "take": lambda f: Take(_uuid(f), _uuid(f, "device")),
    "handover": lambda f: Handover(_required_uuid(f, "device"), _uuid(f)),
    "devices": lambda _f: Devices(),
    "media": lambda f: Media(_flag(f, "microphone"), _flag(f, "camera"), _flag(f, "screen"), _uuid(f)),
    "people": lambda f: People(_name(f, "query", 0) if "query" in f else "", _page(f)),
    "sync": lambda _f: Sync(),
    "ping": lambda _f: Ping(),
}

CLIENT_TYPES = tuple(PARSERS)
SERVER_TYPES = (
    "hello", "login", "calling", "ringing", "offer", "accepted", "answer", "candidate", "leave", "going", "rejoin",
    "taken", "elsewhere", "handover", "devices", "media", "missed", "people", "presence", "ice", "pong", "error",
)  # fmt: skip


def _finite(text: str) -> float:
    found = float(text)
    if not math.isfinite(found):
        raise ValueError(text)
    return found


def _no_constant(text: str) -> float:
    raise ValueError(text)  # NaN and Infinity are Python's, not JSON's (RFC 8259, section 6)


#: Built once: json.loads and json.dumps build one for each call that has options.
DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_no_constant)
ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


def _depth(value: Any) -> int:
    """How many objects and arrays stand inside one another."""
    depth, level = 0, [value]
    while level := [inner for inner in level if isinstance(inner, dict | list)]:
        depth += 1
        level = [value for inner in level for value in (inner.values() if isinstance(inner, dict) else inner)]
    return depth


def _load(text: str) -> Json:
    try:
        found = DECODER.decode(text)
        if "\\ud" in text or "\\uD" in text:
            json.dumps(found, ensure_ascii=False).encode()  # a lone surrogate is no character (RFC 8259, section 8.2)
        if text.count("[") + text.count("{") > MAX_DEPTH and _depth(found) > MAX_DEPTH:
            found = None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused("invalid-json", _("A frame should be one JSON object."))
    return found


def parse(text: str | None) -> Message:
    """One frame as a message. `None` stands for a binary frame. Raises Refused, and nothing else."""
    if text is None:
        raise Refused("not-text", _("A frame should be text, not binary."))
    if len(text) > MAX_FRAME or len(text.encode()) > MAX_FRAME:
        raise Refused("too-large", _("A frame should be at most 64 KiB."))
    frame = _load(text)
    kind = frame.get("type")
    if not isinstance(kind, str):
        raise _wrong("type", "a text")
    parser = PARSERS.get(kind)
    if parser is None:
        raise Refused("unknown-type", f"Command not found: {kind}")  # fixed by the contract, hence not translated
    return parser(frame)


def encode(message: Json) -> str:
    """A message as the text of a frame. Raises Refused for what cannot go on the wire (nested too deeply)."""
    try:
        return ENCODER.encode(message)
    except (RecursionError, ValueError):
        raise Refused("invalid-json", _("The message is nested too deeply.")) from None
