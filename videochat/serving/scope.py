"""Extensions of the ASGI scope: what an application can ask of its client's connection."""

from collections.abc import Callable
from typing import Any

#: Only our own server adds them. Under another server nobody counts as disconnected, and nothing
#: is limited.
IS_DISCONNECTED = "videochat.is_disconnected"
CHARGE = "videochat.charge"


def with_connection(
    scope: dict[str, Any], is_disconnected: Callable[[], bool], charge: Callable[[int], bool]
) -> dict[str, Any]:
    """A copy of `scope` with the extensions."""
    added = {IS_DISCONNECTED: is_disconnected, CHARGE: charge}
    return scope | {"extensions": scope.get("extensions", {}) | added}


def is_disconnected(scope: dict[str, Any]) -> bool:
    """Earlier than the event `websocket.disconnect`, which arrives after all earlier messages are handled."""
    return bool(scope.get("extensions", {}).get(IS_DISCONNECTED, bool)())


def charge(scope: dict[str, Any], tokens: int) -> bool:
    """Take tokens of the client, for a message that costs more than its bytes.

    False if it has too few: the client is then disconnected.
    """
    return bool(scope.get("extensions", {}).get(CHARGE, lambda _tokens: True)(tokens))
