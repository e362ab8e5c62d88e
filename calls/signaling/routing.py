"""Where the socket lives, and who is turned away before it is reached; knows nothing of what is said on it."""

from typing import Any

from django.conf import settings
from django.urls import path, re_path

from calls.worker.process import worker

from .consumer import Close, SignalingConsumer


async def turn_away(send: Any, code: int) -> None:
    """Refused before it is accepted, a socket would look to its page like a foreign origin's, whatever the reason."""
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": code})


async def nowhere(_scope: Any, _receive: Any, send: Any) -> None:
    await turn_away(send, Close.NOWHERE)


websocket_urlpatterns = [path("ws/signaling/", SignalingConsumer.as_asgi()), re_path("", nowhere)]  # type: ignore[arg-type]  # no view


class TurnAway:
    """ASGI: who cannot be served now, or has just been cut off, is told to come again later, before it costs anything.

    The session is in the record: while that cannot be read, nobody is known.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if worker.cut_off.is_active(scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")):
            await turn_away(send, Close.TOO_MUCH)
        elif not worker.recording:
            await turn_away(send, Close.UNAVAILABLE)
        else:
            await self.application(scope, receive, send)
