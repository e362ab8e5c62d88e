"""ICE servers for the browser, with short-lived TURN credentials."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

#: Seconds that a TURN credential is valid. A client gets new ones at half of it.
TTL = 600


def turn_credential(secret: str, user: str, expires: int) -> tuple[str, str]:
    """Username and credential for coturn's use-auth-secret.

    The credential is base64(HMAC-SHA1(secret, "expires:user")).

    `expires` is Unix time in seconds. Source: draft-uberti-behave-turn-rest-00, section 2.2.
    """
    username = f"{expires}:{user}"
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return username, base64.b64encode(digest).decode()


def ice_servers(
    stun: Sequence[str], turn: Sequence[str], secret: str, user: str, now: float
) -> list[dict[str, object]]:
    """RTCIceServer dictionaries (WebRTC 1.0, section 4.2.2).

    `user` is an opaque name, `now` is Unix time in seconds.
    """
    servers: list[dict[str, object]] = []
    if stun:
        servers.append({"urls": list(stun)})
    if turn:
        username, credential = turn_credential(secret, user, int(now) + TTL)
        servers.append({"urls": list(turn), "username": username, "credential": credential})
    return servers
