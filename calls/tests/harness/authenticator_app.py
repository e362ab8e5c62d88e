"""The codes that an authenticator app shows (RFC 6238)."""

import base64
import hmac
import struct
import time


def code_of(key: str, steps: int = 0) -> str:
    """Of now, or so many steps of 30 s later."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(key.replace(" ", "")), counter, "sha1").digest()
    number = struct.unpack(">I", digest[digest[-1] & 15 :][:4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
