"""The address of the socket."""

from typing import Any

from django.urls import path, re_path

from calls.protocol.close_codes import CloseCode

from .consumer import SignalingConsumer
from .handshake.admission import refuse


async def not_found(_scope: Any, _receive: Any, send: Any) -> None:
    await refuse(send, CloseCode.NOT_FOUND)


websocket_urlpatterns = [path("ws/signaling/", SignalingConsumer.as_asgi()), re_path("", not_found)]  # type: ignore[arg-type]  # not views
