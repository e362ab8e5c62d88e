"""Where the socket lives, and who is turned away before it is reached; knows nothing of what is said on it."""

import logging
from typing import Any

from django.urls import path

from .consumers import Close, SignalingConsumer
from .outage import OUTAGE
from .worker import worker

logger = logging.getLogger(__name__)

websocket_urlpatterns = [path("ws/signaling/", SignalingConsumer.as_asgi())]


class TurnAway:
    """ASGI: while the record cannot be read, accept a socket and close it with 4503: its page will come again.

    Refused before it is accepted, it would look to the page like a foreign origin; and the session is in the record, so
    the consumer itself is not reached.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            if worker.recording:
                await self.application(scope, receive, send)
                return
        except OUTAGE as outage:
            logger.warning("A socket is turned away: %s", type(outage).__name__)
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": Close.UNAVAILABLE})
