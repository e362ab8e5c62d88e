"""What a person's other devices are told of the call that one of them is in; the devices themselves decide nothing."""

from typing import Any

from django.contrib.auth.models import User

from calls.groups import user_group
from calls.models import Call
from calls.notifications import Notice
from calls.presence.connections import online_devices, seconds_online
from calls.presence.device_name import device_name

from .queries import Actor, call_seconds


def active_elsewhere(call: Call, user: User, peer: User, party: str) -> Notice:
    """The accepted call is on that device of the user's: his others may offer to go on with it."""
    message = {
        "type": "elsewhere",
        "call": str(call.pk),
        "name": peer.username,
        "active": True,
        "role": "caller" if call.caller_id == user.pk else "callee",
        "age": call_seconds(call),
        "device": party,
        "video": call.video,
    }
    return Notice(user_group(user.pk), message, skip=party)


def ended_elsewhere(user: int, call: str, name: str, *, but: str) -> Notice:
    """The call is over; `but`: the device that hears it in a `leave`."""
    return Notice(user_group(user), {"type": "elsewhere", "call": call, "name": name, "active": False}, skip=but)


def other_devices(actor: Actor) -> list[dict[str, Any]]:
    """The person's other devices that are online, as the wire shows them: the one that came last first."""
    found: dict[str, dict[str, Any]] = {}
    for row in online_devices(actor.user).exclude(party=actor.party).order_by("-since"):
        shown = {"device": str(row.party), "name": device_name(row.device), "since": seconds_online(row)}
        found.setdefault(str(row.party), shown)
    return list(found.values())
