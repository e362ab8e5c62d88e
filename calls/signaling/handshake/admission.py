"""Which sockets are refused before they cost anything."""

from collections.abc import Awaitable
from typing import Any

from django.conf import settings

from calls.protocol.close_codes import CloseCode
from calls.worker.worker_process import worker_process


async def refuse(send: Any, code: CloseCode) -> None:
    """Accept first: a page cannot read the close code of a socket that was never accepted."""
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": int(code)})


class AdmissionMiddleware:
    """ASGI middleware. The sessions are in the database, so nobody can sign in without it."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        """A plain function: a coroutine's frame would live as long as the socket."""
        if worker_process.cooldown.is_active(scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")):
            return refuse(send, CloseCode.TOO_MANY_REQUESTS)
        if not worker_process.database_ready:
            return refuse(send, CloseCode.UNAVAILABLE)
        application: Awaitable[None] = self.application(scope, receive, send)
        return application
