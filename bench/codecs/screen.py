"""Shares a screen full of text at a low bit rate, and keeps what arrives."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from calls.tests.e2e.browser.screen_text import show, take

from .call import Call, call
from .codecs import CODECS

#: Seconds until the first screen has arrived; seconds after the next one is shown at which the picture is taken.
SETTLE, TAKEN_AT = 12, (1, 2, 3, 4, 6, 10)
SECOND_SCREEN = 1


@dataclass
class Shared:
    codec: str
    #: columns, by seconds since the second screen was shown
    received: dict[int, list[bytes]]
    frame_rate: float
    bitrate: float
    #: processor seconds for each second, from the second screen on
    encoding: float


async def share_screen(program: str, film: Path, codec: str, limit: int) -> Shared:
    offer = {
        "codec": CODECS[codec],
        "kind": "screen",
        "hint": "detail",
        "encoding": {"maxBitrate": limit},
        "degradationPreference": "maintain-resolution",
    }
    async with call(program, film, offer) as pages:
        await show(pages.sender.page, SECOND_SCREEN - 1)
        await pages.receiver.watch()
        await asyncio.sleep(SETTLE)
        before, cpu = await pages.sender.stats("outbound-rtp"), await pages.sender.cpu_seconds()
        received = await change_screen(pages)
        after, used = await pages.sender.stats("outbound-rtp"), await pages.sender.cpu_seconds() - cpu
    seconds = (after["timestamp"] - before["timestamp"]) / 1000
    return Shared(
        codec,
        received,
        frame_rate=(after["framesEncoded"] - before["framesEncoded"]) / seconds,
        bitrate=(after["bytesSent"] - before["bytesSent"]) * 8 / seconds,
        encoding=used / seconds,
    )


async def change_screen(pages: Call) -> dict[int, list[bytes]]:
    began = time.monotonic()
    await show(pages.sender.page, SECOND_SCREEN)
    columns = {}
    for at in TAKEN_AT:
        await asyncio.sleep(began + at - time.monotonic())
        columns[at] = await take(pages.receiver.page, "last")
    return columns
