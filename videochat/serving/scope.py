"""Extensions of the ASGI scope: what an application can ask of its client's connection."""

from collections.abc import Callable
from typing import Any, TypeAlias

#: Only our own server adds them. Under another server nobody counts as disconnected, and nothing
#: is limited.
IS_DISCONNECTED = "videochat.is_disconnected"
CHARGE = "videochat.charge"
SEND_TEXT, ON_MESSAGE = "videochat.send_text", "videochat.on_message"

OnMessage: TypeAlias = Callable[[dict[str, Any]], bool]


def with_connection(
    scope: dict[str, Any],
    is_disconnected: Callable[[], bool],
    charge: Callable[[int], bool],
    send_text: Callable[[str], None],
    on_message: Callable[[OnMessage | None], None],
) -> dict[str, Any]:
    """A copy of `scope` with the extensions."""
    added = {IS_DISCONNECTED: is_disconnected, CHARGE: charge, SEND_TEXT: send_text, ON_MESSAGE: on_message}
    return scope | {"extensions": scope.get("extensions", {}) | added}


def is_disconnected(scope: dict[str, Any]) -> bool:
    """Earlier than the event `websocket.disconnect`, which arrives after all earlier messages are handled."""
    return bool(scope.get("extensions", {}).get(IS_DISCONNECTED, bool)())


def charge(scope: dict[str, Any], tokens: int) -> bool:
    """Take tokens of the client, for a message that costs more than its bytes.

    False if it has too few: the client is then disconnected.
    """
    return bool(scope.get("extensions", {}).get(CHARGE, lambda _tokens: True)(tokens))


def sender(scope: dict[str, Any]) -> Callable[[str], None] | None:
    """Sends a text frame without a task, unless the connection is closed. None under another server."""
    found: Callable[[str], None] | None = scope.get("extensions", {}).get(SEND_TEXT)
    return found


def handle_at_once(scope: dict[str, Any], handler: OnMessage | None) -> None:
    """`handler` gets each event of the client that no other one waits before, and says whether it has handled it."""
    scope.get("extensions", {}).get(ON_MESSAGE, bool)(handler)
