"""The `hello` that every socket begins with, and the renewal of its ICE servers."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from calls.actions.outcome import Actor
from calls.actions.snapshot import CallSnapshot
from calls.protocol.messages import Json

from . import ice, party


def hello_message(actor: Actor, snapshot: CallSnapshot, network: str, list_in: float) -> Json:
    """`list_in`: seconds until the page asks for its list of people again."""
    return {
        "type": "hello",
        "name": actor.user.username,
        "party": party.token(actor.party, actor.user.pk),
        "call": snapshot.call,
        "missed": snapshot.missed,
        "requests": snapshot.requests,
        "do_not_disturb": snapshot.do_not_disturb,
        "available": snapshot.available,
        "ice": _ice_configuration(actor.party),
        "network": network,
        "list_in": round(list_in, 3),
        **({"early": True} if settings.TURN_URLS else {}),
    }


async def renew_ice(reply: Callable[[Json], Awaitable[None]], party: str) -> None:
    """Sends new credentials at half of their life, for as long as the socket lives."""
    while True:
        await asyncio.sleep(ice.TTL / 2)
        await reply({"type": "ice", **_ice_configuration(party)})


def _ice_configuration(party: str) -> dict[str, Any]:
    # The user part is opaque: a TURN server's log should not contain people's names.
    servers = ice.ice_servers(settings.STUN_URLS, settings.TURN_URLS, settings.TURN_SECRET, party, time.time())
    return {"servers": servers, "ttl": ice.TTL}
