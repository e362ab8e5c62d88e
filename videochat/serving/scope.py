"""An extension of the ASGI scope: an application can ask whether its client has disconnected."""

from collections.abc import Callable
from typing import Any

#: Only our own server adds it. Under another server nobody counts as disconnected.
IS_DISCONNECTED = "videochat.is_disconnected"


def with_disconnect_check(scope: dict[str, Any], check: Callable[[], bool]) -> dict[str, Any]:
    """A copy of `scope` with the check.

    The event `websocket.disconnect` arrives later: after all earlier messages are handled.
    """
    return scope | {"extensions": scope.get("extensions", {}) | {IS_DISCONNECTED: check}}


def is_disconnected(scope: dict[str, Any]) -> bool:
    return bool(scope.get("extensions", {}).get(IS_DISCONNECTED, bool)())
