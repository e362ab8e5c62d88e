"""The wire protocol (docs/protocol.md): the text of a frame to a message, and back."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from .errors import Refused
from .fields import (
    invalid,
    read_bool,
    read_candidate,
    read_contact_action,
    read_description,
    read_name,
    read_network,
    read_note,
    read_optional_description,
    read_optional_name,
    read_optional_uuid,
    read_page,
    read_query,
    read_quiet_seconds,
    read_reason,
    read_uuid,
)
from .json_frames import decode
from .messages import (
    Accept,
    Answer,
    Candidate,
    Contact,
    Devices,
    DoNotDisturb,
    Early,
    Favourite,
    Flowing,
    Going,
    Handover,
    Json,
    Leave,
    Login,
    Media,
    Message,
    Notify,
    Offer,
    People,
    Person,
    Ping,
    Rejoin,
    Requests,
    Ringing,
    Sync,
    Take,
)

#: Bytes of one text frame.
MAX_FRAME = 64 * 1024

PARSERS: dict[str, Callable[[Json], Message]] = {
    "login": lambda f: Login(read_name(f)),
    "offer": lambda f: Offer(
        read_name(f), read_description(f, "offer"), read_optional_uuid(f), read_bool(f, "video", True)
    ),
    "accept": lambda f: Accept(
        read_optional_uuid(f), read_bool(f, "needs_offer", False), read_optional_uuid(f, "connection")
    ),
    "answer": lambda f: Answer(read_description(f, "answer"), read_optional_uuid(f), read_optional_name(f)),
    "candidate": lambda f: Candidate(read_candidate(f), read_optional_uuid(f), read_optional_name(f)),
    "early": lambda f: Early(
        read_optional_uuid(f),
        read_uuid(f, "connection"),
        read_optional_description(f),
        None if f.get("candidate") is None else read_candidate(f),
        read_bool(f, "closed", False),
    ),
    "leave": lambda f: Leave(read_optional_uuid(f), read_reason(f)),
    "going": lambda f: Going(read_optional_uuid(f)),
    "flowing": lambda f: Flowing(read_optional_uuid(f)),
    "ringing": lambda f: Ringing(read_uuid(f)),
    "rejoin": lambda f: Rejoin(read_optional_uuid(f)),
    "take": lambda f: Take(read_optional_uuid(f), read_optional_uuid(f, "device")),
    "handover": lambda f: Handover(read_uuid(f, "device"), read_optional_uuid(f)),
    "devices": lambda _f: Devices(),
    "media": lambda f: Media(
        read_bool(f, "microphone"),
        read_bool(f, "camera"),
        read_bool(f, "screen"),
        read_optional_uuid(f),
        read_network(f),
    ),
    "people": lambda f: People(read_query(f), read_page(f), read_bool(f, "live", False)),
    "contact": lambda f: Contact(read_name(f), read_contact_action(f)),
    "favourite": lambda f: Favourite(read_name(f), read_bool(f, "favourite")),
    "person": lambda f: Person(read_name(f), read_bool(f, "open", True)),
    "do-not-disturb": lambda f: DoNotDisturb(
        read_bool(f, "on"),
        read_quiet_seconds(f),
        read_note(f),
        None if f.get("favourites") is None else read_bool(f, "favourites"),
    ),
    "notify": lambda f: Notify(read_name(f), read_bool(f, "notify")),
    "requests": lambda _f: Requests(),
    "sync": lambda _f: Sync(),
    "ping": lambda f: Ping(read_bool(f, "hidden", True)),
}

CLIENT_TYPES = tuple(PARSERS)
SERVER_TYPES = (
    "queued", "hello", "login", "calling", "ringing", "offer", "accepted", "answer", "candidate", "early", "leave",
    "going", "away", "rejoin", "taken", "elsewhere", "handover", "devices", "media", "missed", "people", "presence",
    "contact", "favourite", "person", "picture", "display", "do-not-disturb", "notify", "available", "requests",
    "renamed", "deleted", "ice", "pong", "error",
)  # fmt: skip


def parse(text: str | None) -> Message:
    """The message of one frame; `None` stands for a binary frame.

    Raises Refused, and nothing else.
    """
    if text is None:
        raise Refused("not-text", _("A frame should be text, not binary."))
    if len(text) > MAX_FRAME or len(text.encode()) > MAX_FRAME:
        raise Refused("too-large", _("A frame should be at most 64 KiB."))
    frame = decode(text)
    kind = frame.get("type")
    if not isinstance(kind, str):
        raise invalid("type", _("The field “%(field)s” should be a text."))
    parser = PARSERS.get(kind)
    if parser is None:
        raise Refused("unknown-type", f"Command not found: {kind}")  # fixed by the protocol, hence not translated
    try:
        return parser(frame)
    except Refused as refusal:
        refusal.about = kind
        raise
