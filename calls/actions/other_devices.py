"""What a person's other devices are told about the call that one of their devices is in."""

from typing import Any

from calls.groups import user_group
from calls.models import Call, User
from calls.notifications import Notification
from calls.presence.connections import online_devices, seconds_online
from calls.presence.device_name import device_name

from .outcome import Actor
from .queries import call_age, role_in


def active_elsewhere(call: Call, user: User, peer: User, party: str) -> Notification:
    """The call is active on that device of the user; the others may offer to continue it."""
    message = {
        "type": "elsewhere",
        "call": str(call.pk),
        **peer.wire_names(),
        "active": True,
        "role": role_in(call, user),
        "age": call_age(call),
        "device": party,
        "video": call.video,
    }
    return Notification(user_group(user.pk), message, exclude_party=party)


def ended_elsewhere(user: int, call: str, name: str, *, exclude_party: str) -> Notification:
    """The call has ended. The excluded party, whose call it was, gets a `leave` instead."""
    message = {"type": "elsewhere", "call": call, "name": name, "active": False}
    return Notification(user_group(user), message, exclude_party=exclude_party)


def other_devices(actor: Actor) -> list[dict[str, Any]]:
    """The person's other devices online, as `devices` lists them: the latest first."""
    found: dict[str, dict[str, Any]] = {}
    for row in online_devices(actor.user).exclude(party=actor.party).order_by("-since"):
        entry = {"device": str(row.party), "name": device_name(row.device), "since": seconds_online(row)}
        found.setdefault(str(row.party), entry)
    return list(found.values())
