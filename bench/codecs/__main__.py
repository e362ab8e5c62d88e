"""`python -m bench.codecs`: what each video codec makes of few bits, and what it costs."""

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from calls.tests.harness.services import program

from .camera import Sent, send_camera
from .codecs import CODECS
from .film import make_film
from .report import CAMERA_HEAD, SCREEN_HEAD, camera_line, screen_line
from .score import Film
from .screen import Shared, share_screen

#: Bits a second, and how many times smaller than the film the picture is: sizes that calls have at these rates.
LIMITS = ((150_000, 2), (500_000, 4 / 3), (1_500_000, 1))
SCREEN_LIMIT = 300_000


def measure_camera(path: Path) -> None:
    print(CAMERA_HEAD)
    film, chromium = Film(path), program("chromium-headless-shell")
    for limit, scale in LIMITS:
        for codec in CODECS:
            sent: Sent = asyncio.run(send_camera(chromium, path, codec, limit, scale))
            print(camera_line(sent, film), flush=True)


def measure_screen(path: Path) -> None:
    print(SCREEN_HEAD)
    chromium = program("chromium-headless-shell")
    for codec in CODECS:
        shared: Shared = asyncio.run(share_screen(chromium, path, codec, SCREEN_LIMIT))
        print(screen_line(shared), flush=True)


PARTS: dict[str, Callable[[Path], None]] = {"camera": measure_camera, "screen": measure_screen}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    with tempfile.TemporaryDirectory() as folder:
        path = make_film(Path(folder) / "film.y4m")
        for part in wanted:
            PARTS[part](path)


if __name__ == "__main__":
    main()
