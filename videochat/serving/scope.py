"""What our server tells an application beyond ASGI, in the scope; under others that is nothing."""

from collections.abc import Callable
from typing import Any

GONE = "videochat.gone"


def with_gone(scope: dict[str, Any], gone: Callable[[], bool]) -> dict[str, Any]:
    """`gone` says whether the client has gone: the word of that waits behind what the application is doing."""
    return scope | {"extensions": scope.get("extensions", {}) | {GONE: gone}}


def has_gone(scope: dict[str, Any]) -> bool:
    return bool(scope.get("extensions", {}).get(GONE, bool)())
