"""Reads and checks the fields of a frame. Each function raises Refused: invalid-message."""

import re
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.folding import can_be_shown, one_line, visible

from .errors import Refused
from .messages import CONTACT_ACTIONS, Json

MAX_SDP = 60_000
MAX_NAME = 150
MAX_NOTE = 80
#: A week. Longer than that is until it is turned off.
MAX_QUIET_SECONDS = 7 * 24 * 3600
#: With invisible characters.
MAX_RAW_QUERY = 1000
#: What a page says of its network (`media`); others are left out.
NETWORK_PROBLEMS = frozenset(
    {"incompatible", "no-candidates", "relay-refused", "relay-unreachable", "udp-blocked", "relay-missing"}
)
UUID_PATTERN = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def invalid(field: str, sentence: Promise, **values: object) -> Refused:
    """The sentence is a whole one, so that it can be translated. It names the field as `%(field)s`."""
    return Refused("invalid-message", sentence % {"field": field, **values})


def read_name(frame: Json, field: str = "name", min_length: int = 1) -> str:
    value = frame.get(field)
    if not isinstance(value, str) or not min_length <= len(value) <= MAX_NAME or not value.isprintable():
        sentence = _("The field “%(field)s” should be a text of %(least)d to %(most)d printable characters.")
        raise invalid(field, sentence, least=min_length, most=MAX_NAME)
    return value


def read_query(frame: Json) -> str:
    """What somebody searches for, as they typed or pasted it. Characters that show nothing do not count."""
    value = frame.get("query", "")
    text = visible(value) if isinstance(value, str) and len(value) <= MAX_RAW_QUERY else None
    if text is None or len(text) > MAX_NAME or not text.isprintable():
        sentence = _("A search (“query”) has at most %(most)d characters, all of them printable.")
        raise Refused("invalid-message", sentence % {"most": MAX_NAME})
    return str(value)


def read_optional_name(frame: Json) -> str | None:
    return None if frame.get("name") is None else read_name(frame)


def read_optional_uuid(frame: Json, field: str = "call") -> UUID | None:
    value = frame.get(field)
    if value is None:
        return None
    if not isinstance(value, str) or not UUID_PATTERN.fullmatch(value):
        raise invalid(field, _("The field “%(field)s” should be a UUID."))
    return UUID(value)


def read_uuid(frame: Json, field: str = "call") -> UUID:
    value = read_optional_uuid(frame, field)
    if value is None:
        raise invalid(field, _("The field “%(field)s” should be a UUID."))
    return value


def read_bool(frame: Json, field: str, default: bool | None = None) -> bool:
    value = frame.get(field, default)
    if not isinstance(value, bool):
        raise invalid(field, _("The field “%(field)s” should be true or false."))
    return value


def read_description(frame: Json, field: str) -> Json:
    """An RTCSessionDescriptionInit in the field of its own type, "offer" or "answer"."""
    value = frame.get(field)
    if not isinstance(value, dict) or value.get("type") != field or not isinstance(value.get("sdp"), str):
        raise invalid(field, _('The field “%(field)s” should be {"type": "%(field)s", "sdp": "…"}.'))
    if len(value["sdp"]) > MAX_SDP:
        sentence = _("The field “%(field)s” should be at most %(most)d characters long.")
        raise invalid(f"{field}.sdp", sentence, most=MAX_SDP)
    return value


def read_optional_description(frame: Json) -> Json | None:
    """An RTCSessionDescriptionInit of either type in the field "description"."""
    value = frame.get("description")
    if value is None:
        return None
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in ("offer", "answer"):
        sentence = _('The field “%(field)s” should be {"type": "offer" or "answer", "sdp": "…"}, or left out.')
        raise invalid("description", sentence)
    return read_description({kind: value}, kind)


def read_candidate(frame: Json) -> Json | None:
    if "candidate" not in frame or not isinstance(frame["candidate"], dict | None):
        raise invalid("candidate", _("The field “%(field)s” should be an RTCIceCandidateInit or null."))
    value: Json | None = frame["candidate"]
    return value


def read_page(frame: Json) -> int:
    value = frame.get("page", 1)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1_000_000:
        raise invalid("page", _("The field “%(field)s” should be a whole number from 1."))
    return value


def read_quiet_seconds(frame: Json) -> int | None:
    value = frame.get("seconds")
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_QUIET_SECONDS:
        sentence = _("The field “%(field)s” should be a whole number from 1 to %(most)d, or null.")
        raise invalid("seconds", sentence, most=MAX_QUIET_SECONDS)
    return value


def read_note(frame: Json) -> str:
    """A line that others read."""
    value = frame.get("note", "")
    note = one_line(value) if isinstance(value, str) and len(value) <= MAX_RAW_QUERY else None
    if note is None or len(note) > MAX_NOTE or not can_be_shown(note):
        sentence = _("A note has at most %(most)d characters, all of which can be shown.")
        raise Refused("invalid-message", sentence % {"most": MAX_NOTE})
    return note


def read_contact_action(frame: Json) -> str:
    value = frame.get("action")
    if value not in CONTACT_ACTIONS:
        sentence = _("The field “%(field)s” should be one of %(actions)s.")
        raise invalid("action", sentence, actions=", ".join(CONTACT_ACTIONS))
    return str(value)


def read_reason(frame: Json) -> str | None:
    """Of a `leave`; None for a reason that is not known."""
    value = frame.get("reason")
    if value is not None and not isinstance(value, str):
        raise invalid("reason", _("The field “%(field)s” should be “failed”, “lost”, or left out."))
    return value if value in {"failed", "lost"} else None


def read_network(frame: Json) -> str | None:
    """Of a `media`; None for a problem that is not known."""
    value = frame.get("network")
    if value is not None and not isinstance(value, str):
        raise invalid("network", _("The field “%(field)s” should be a text, or left out."))
    return value if value in NETWORK_PROBLEMS else None
