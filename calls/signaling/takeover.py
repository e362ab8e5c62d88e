"""A party that reconnects: its older sockets are closed."""

import asyncio
from typing import Any

from calls.groups import party_group
from calls.notifications import superseded_event
from videochat.outage import OUTAGE

#: Until the next attempt while the message layer is away.
RETRY_SECONDS = 2.0


async def close_older_sockets(layer: Any, party: str, since: float) -> None:
    """Those from before `since`. A newer one stays: the client of this socket may have given up and reconnected."""
    while True:
        try:
            await layer.group_send(party_group(party), superseded_event(since))
            return
        except OUTAGE:  # no hurry: only the newest of the party's sockets has a client
            await asyncio.sleep(RETRY_SECONDS)
