"""The network that a socket comes from, by a name that says nothing of its address."""

from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from videochat.serving.limiting.connections import network_of

SALT = "calls.network"
#: Characters; so few that two networks of one person differ.
LENGTH = 16


def network_name(scope: Any) -> str:
    """The same as long as the client has the same public IPv4 address, or the same /64 of IPv6."""
    header = settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER
    values = [value for name, value in scope["headers"] if header and name == header.lower().encode()]
    address = values[0].decode("latin-1") if values else str((scope.get("client") or [""])[0])
    return salted_hmac(SALT, network_of(address), algorithm="sha256").hexdigest()[:LENGTH]
