"""Descriptions, candidates and ids of calls, where no browser creates them."""

import json
import uuid
from typing import Any

Message = dict[str, Any]

# An SDP is opaque to the server: it must arrive as it was sent, whatever its characters.
OFFER: Message = {"type": "offer", "sdp": "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=caller “é” 🎥\r\n"}
ANSWER: Message = {"type": "answer", "sdp": "v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\ns=callee\r\n"}


def candidate(number: int = 1) -> Message:
    return {
        "candidate": f"candidate:{number} 1 udp 2113937151 127.0.0.1 {50000 + number % 10000} typ host",
        "sdpMid": "0",
        "sdpMLineIndex": 0,
    }


def number_of(candidate: Message) -> int:
    """The number that `candidate` was made with."""
    return int(candidate["candidate"].split()[0].partition(":")[2])


def new_call() -> str:
    return str(uuid.uuid4())


def encode(kind: str, **fields: Any) -> str:
    """A message as the text of a frame."""
    return json.dumps({"type": kind, **fields})


def decode(payload: bytes) -> Message:
    message: Message = json.loads(payload)
    return message
