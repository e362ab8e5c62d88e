"""Which origins may open a socket (RFC 6455, section 10.2)."""

import logging
from collections.abc import Awaitable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import OriginValidator, WebsocketDenier

from .limiting.rate_limiting import Cooldown

logger = logging.getLogger(__name__)


class SiteOriginValidator(OriginValidator):  # type: ignore[misc]  # Channels has no types
    """ASGI middleware: the site's pages, and with `native_clients` programs that send no Origin.

    Every browser sends one, so a foreign page cannot leave it out.
    """

    def __init__(self, application: Any, allowed_origins: list[str], native_clients: bool) -> None:
        super().__init__(application, allowed_origins)
        self.native_clients = native_clients
        self._logged = Cooldown(60)
        #: The site has few origins, and strangers may send any.
        self._is_allowed = lru_cache(64)(self._check)

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[Any]:
        """A plain function: a coroutine's frame would live as long as the socket."""
        origins = [value for name, value in scope["headers"] if name == b"origin"]
        allowed = self._is_allowed(origins[0].decode("latin-1")) if len(origins) == 1 else not origins
        if not origins and not self.native_clients:
            allowed = False
            self._log()
        application: Any = self.application if allowed else WebsocketDenier()
        answer: Awaitable[Any] = application(scope, receive, send)
        return answer

    def _check(self, origin: str) -> bool:
        try:
            return bool(self.valid_origin(urlsplit(origin)))
        except ValueError:  # not a URL, or its port is not a number
            return False

    def _log(self) -> None:
        if not self._logged.is_active(""):
            self._logged.start("")
            logger.info("A socket without an Origin header was refused: see NATIVE_CLIENTS in docs/protocol.md")
