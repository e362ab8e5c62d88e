"""What a person's other devices are told of the call that one of them is in; the devices themselves decide nothing."""

from django.contrib.auth.models import User

from .models import Call
from .notices import Notice, user_group
from .record import call_seconds


def goes_on(call: Call, user: User, peer: User, party: str) -> Notice:
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


def no_longer(user: int, call: str, name: str, *, but: str) -> Notice:
    """The call is over; `but`: the device that hears it in a `leave`."""
    return Notice(user_group(user), {"type": "elsewhere", "call": call, "name": name, "active": False}, skip=but)
