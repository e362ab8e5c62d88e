"""How close received frames are to the film's: PSNR and VMAF, by ffmpeg."""

import json
import statistics
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from .call import Frame
from .ffmpeg import ffmpeg
from .film import BITS, FRAMES, FRAMES_A_SECOND, HEIGHT, SQUARE, WIDTH

FRAME_BYTES = WIDTH * HEIGHT * 3 // 2
RATE = ["-r", str(FRAMES_A_SECOND)]


@dataclass
class Score:
    #: of the luma, in dB
    psnr: float
    #: 0 to 100
    vmaf: float


def number_of(frame: Frame) -> int:
    """The frame's number in the film, from its squares."""
    square = SQUARE * frame.width / WIDTH
    row = int(square / 2) * frame.width
    bright = [frame.planes[row + int((bit + 0.5) * square)] > 128 for bit in range(BITS)]
    return sum(2**bit for bit, white in enumerate(bright) if white)


class Film:
    def __init__(self, path: Path) -> None:
        content = path.read_bytes()
        marker = b"FRAME\n"
        head = content.index(b"\n") + 1
        step = len(marker) + FRAME_BYTES
        starts = (head + index * step + len(marker) for index in range(FRAMES))
        self.frames = [content[start : start + FRAME_BYTES] for start in starts]


def score(film: Film, received: list[Frame]) -> Score:
    """Frames of each size are scaled up to the film's, as a viewer's page does."""
    by_size: dict[tuple[int, int, str], list[Frame]] = defaultdict(list)
    for frame in received:
        by_size[frame.width, frame.height, frame.layout].append(frame)
    psnr, vmaf = [], []
    for frames in by_size.values():
        for one in measured(film, frames):
            psnr.append(one["psnr_y"])
            vmaf.append(one["vmaf"])
    return Score(statistics.mean(psnr), statistics.mean(vmaf))


def measured(film: Film, frames: list[Frame]) -> list[dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        sent, came, log = (Path(folder) / name for name in ("sent.yuv", "came.yuv", "log.json"))
        sent.write_bytes(b"".join(film.frames[number_of(frame)] for frame in frames))
        came.write_bytes(b"".join(frame.planes for frame in frames))
        compare = (
            f"[0]scale={WIDTH}:{HEIGHT}:flags=bicubic[came];"
            f"[came][1]libvmaf=feature=name=psnr:log_fmt=json:log_path={log}"
        )
        given = [
            *frames[0].arguments(),
            *RATE,
            "-i",
            str(came),
            *Frame(WIDTH, HEIGHT, "yuv420p", b"").arguments(),
            *RATE,
            "-i",
            str(sent),
        ]
        ffmpeg(*given, "-filter_complex", compare, "-f", "null", "-")
        return [one["metrics"] for one in json.loads(log.read_text())["frames"]]
