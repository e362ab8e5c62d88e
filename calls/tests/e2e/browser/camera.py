"""A small video for Chromium's fake camera, because its default picture is large and costly to encode."""

from pathlib import Path

from calls.tests.harness.process import scratch

WIDTH, HEIGHT, FRAMES_A_SECOND, FRAMES = 320, 240, 10, 10
BOX = 40


def film() -> Path:
    """A box that moves over a grey wall, in YUV4MPEG2; Chromium shows it again and again."""
    path = scratch("camera") / "camera.y4m"
    colour = bytes([100]) * (WIDTH * HEIGHT // 4) + bytes([150]) * (WIDTH * HEIGHT // 4)
    frames = [
        b"FRAME\n" + wall(HEIGHT - 3 * BOX) + strip(number * (WIDTH - BOX) // FRAMES) + wall(2 * BOX) + colour
        for number in range(FRAMES)
    ]
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n"
    path.write_bytes(head.encode() + b"".join(frames))
    return path


def wall(height: int) -> bytes:
    return bytes([80]) * WIDTH * height


def strip(left: int) -> bytes:
    """The rows in which the box stands."""
    row = bytearray(wall(1))
    row[left : left + BOX] = bytes([200]) * BOX
    return bytes(row) * BOX
