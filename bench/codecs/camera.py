"""What one codec makes of the camera's film at one bit rate, and what it costs."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .call import Call, Frame, call
from .codecs import CODECS

#: Seconds until the bit rate has settled; seconds in which the cost is counted.
SETTLE, COUNT = 6, 6
RECORDED_FRAMES = 60
COUNTERS = ("bytesSent", "framesEncoded", "encoding", "decoding")


@dataclass
class Sent:
    codec: str
    limit: int
    #: bits a second, without headers
    bitrate: float
    height: int
    frame_rate: float
    #: processor seconds for each second of the call
    encoding: float
    decoding: float
    #: why the encoder sends less than the camera gives
    limited: str
    received: list[Frame]


async def send_camera(program: str, film: Path, codec: str, limit: int, scale: float) -> Sent:
    """At a fixed size, so that codecs compare: the browser would make the picture smaller by rules of its own.

    `scale`: how many times smaller than the film each side of the picture is.
    """
    offer = {
        "codec": CODECS[codec],
        "kind": "camera",
        "hint": "",
        "encoding": {"maxBitrate": limit, "scaleResolutionDownBy": scale},
        "degradationPreference": "maintain-framerate-and-resolution",
    }
    async with call(program, film, offer) as pages:
        await asyncio.sleep(SETTLE)
        before = await counted(pages)
        await asyncio.sleep(COUNT)
        after = await counted(pages)
        frames = await pages.receiver.record(RECORDED_FRAMES)
    seconds = (after["timestamp"] - before["timestamp"]) / 1000
    rates = {name: (after[name] - before[name]) / seconds for name in COUNTERS}
    return Sent(
        codec,
        limit,
        bitrate=rates["bytesSent"] * 8,
        height=after["frameHeight"],
        frame_rate=rates["framesEncoded"],
        encoding=rates["encoding"],
        decoding=rates["decoding"],
        limited=after["qualityLimitationReason"],
        received=frames,
    )


async def counted(pages: Call) -> dict[str, Any]:
    stats = await pages.sender.stats("outbound-rtp")
    encoding, decoding = await asyncio.gather(pages.sender.cpu_seconds(), pages.receiver.cpu_seconds())
    return {**stats, "encoding": encoding, "decoding": decoding}
