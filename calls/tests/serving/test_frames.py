"""Text frames are read however the line cuts them, and what RFC 6455 forbids is refused."""

import asyncio
import json
import os

import pytest

from calls.tests.harness.people import Person

TEXT, BEGINNING, CONTINUATION, END, PING, BINARY = 0x81, 0x01, 0x00, 0x80, 0x89, 0x82


def frame(first: int, payload: bytes = b"") -> bytes:
    """A frame as a client sends it (RFC 6455, section 5.2), with a random mask."""
    size, mask = len(payload), os.urandom(4)
    length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2, "big")
    return bytes([first]) + length + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


def unknown(kind: str, size: int = 0) -> bytes:
    """A message that is answered with its type."""
    short = json.dumps({"type": kind, "x": ""}, ensure_ascii=False).encode()
    return short[:-2] + b"x" * max(0, size - len(short)) + short[-2:]


def mixed() -> tuple[bytes, list[str]]:
    """Frames of all kinds, and the types of the messages."""
    kinds = [f"☎é{number}" for number in range(12)]
    name = (unknown(kind, size) for kind, size in zip(kinds, (0, 125, 126, 127, 200, 9_000, *[300] * 6), strict=True))
    parts = [frame(TEXT, next(name)) for _ in range(4)]
    parts += [frame(PING, b"still there?"), frame(TEXT, next(name)), frame(TEXT, next(name))]
    whole = next(name)  # cut inside a character
    parts += [frame(BEGINNING, whole[:11]), frame(PING), frame(CONTINUATION), frame(END, whole[11:])]
    parts += [frame(TEXT, each) for each in name]
    return b"".join(parts), kinds


@pytest.mark.parametrize("piece", [1, 7, 64, 1_000, 100_000])
async def test_messages_arrive_in_order_however_they_are_cut(alice: Person, piece: int) -> None:
    device = await alice.device()
    stream, kinds = mixed()
    for at in range(0, len(stream), piece):
        device.connection.transport.write(stream[at : at + piece])
        await asyncio.sleep(0)
    for kind in kinds:
        answer = await device.expect("error")
        assert answer["message"] == f"Command not found: {kind}"
    await device.ping()


def with_length(first: int, length: bytes) -> bytes:
    return bytes([first]) + length + bytes(4) + b"{}"


REFUSED = {
    "without a mask": (bytes([TEXT, 2]) + b"{}", 1002),
    "a reserved bit": (frame(TEXT | 0x40, b"{}"), 1002),
    "a longer length than needed": (with_length(TEXT, bytes([0xFE, 0, 2])), 1002),
    "a reserved opcode": (frame(0x83, b"{}"), 1002),
    "the end of no message": (frame(END, b"{}"), 1002),
    "a message within another": (frame(BEGINNING, b"{") + frame(TEXT, b"{}"), 1002),
    "no UTF-8": (frame(TEXT, b'{"type":"\xff"}'), 1007),
    "half a character": (frame(TEXT, b"\xe2\x98"), 1007),
    "a surrogate": (frame(TEXT, b"\xed\xa0\x80"), 1007),
    "more than a megabyte": (bytes([TEXT, 0xFF]) + (1 << 21).to_bytes(8, "big") + bytes(100), 1009),
}


@pytest.mark.parametrize("kind", REFUSED)
async def test_what_the_protocol_forbids_is_refused(alice: Person, kind: str) -> None:
    frames, code = REFUSED[kind]
    device = await alice.device()
    device.may_break = True
    device.connection.transport.write(frame(TEXT, unknown("fine")))
    await device.expect("error", message="Command not found: fine")
    device.connection.transport.write(frames + frame(TEXT, unknown("never")))
    assert await device.wait_closed() == code
    assert not device.pending("error")
