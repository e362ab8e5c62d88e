"""From samples to the figures of one side."""

import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .recorder import Sample

#: The sound is whole where less of it is made up, for so many seconds in a row.
WHOLE_SHARE, WHOLE_SECONDS = 0.02, 3
#: A picture that moves, in frames per second.
MOVING = 15
#: Seconds until something that did not happen while the bench looked.
NEVER = math.inf


@dataclass(frozen=True)
class Figures:
    """Shares are of the samples of sound, times in seconds; None is what was not seen."""

    concealed: float | None
    silent: float | None
    sound_delay: float | None
    height: float | None
    frame_rate: float | None
    freezes: int
    #: Without a new frame, in spans of half a second.
    still: float
    sign: float | None
    #: What the page said, and when first.
    said: dict[str, float]


def grown(first: Sample, last: Sample, kind: str, name: str) -> float | None:
    before, after = first[kind].get(name), last[kind].get(name)
    return None if before is None or after is None else float(after - before)


def share(samples: Sequence[Sample], kind: str, part: str, whole: str) -> float | None:
    if len(samples) < 2:
        return None
    parts, all_of_them = (grown(samples[0], samples[-1], kind, name) for name in (part, whole))
    return None if parts is None or not all_of_them else parts / all_of_them


def concealed(samples: Sequence[Sample]) -> float | None:
    return share(samples, "audio", "concealedSamples", "totalSamplesReceived")


def middle(samples: Sequence[Sample], name: str) -> float | None:
    values: list[float] = [one["video"][name] for one in samples if one["video"].get(name) is not None]
    return statistics.median(values) if values else None


def still(samples: Sequence[Sample]) -> float:
    return sum(float(b["t"] - a["t"]) for a, b in pairwise(samples) if not grown(a, b, "video", "framesDecoded"))


def worried(sample: Sample) -> bool:
    return sample["level"] not in (None, "good")


def first_said(samples: Sequence[Sample], began: float) -> dict[str, float]:
    found: dict[str, float] = {}
    for sample in samples:
        for words in sample["said"]:
            found.setdefault(words, sample["t"] - began)
    return found


def figures(samples: Sequence[Sample], began: float, settle: float) -> Figures:
    """Of the samples of one condition, most of them from `settle` seconds after its beginning on."""
    settled = [one for one in samples if one["t"] >= began + settle]
    ends = (samples[0], samples[-1])
    return Figures(
        concealed=concealed(settled),
        silent=share(settled, "audio", "silentConcealedSamples", "totalSamplesReceived"),
        sound_delay=share(settled, "audio", "jitterBufferDelay", "jitterBufferEmittedCount"),
        height=middle(settled, "frameHeight"),
        frame_rate=middle(settled, "framesPerSecond"),
        freezes=int(grown(*ends, "video", "freezeCount") or 0),
        still=still(samples),
        sign=seconds_until(samples, began, worried),
        said=first_said(samples, began),
    )


def seconds_until(
    samples: Sequence[Sample], began: float, holds: Callable[[Sample], bool], otherwise: float | None = None
) -> float | None:
    """From `began` on."""
    return next((one["t"] - began for one in samples if one["t"] >= began and holds(one)), otherwise)


def good_after(samples: Sequence[Sample], ended: float) -> float | None:
    """Seconds from `ended` until the sign is good again; None if it has said nothing."""
    if not any(map(worried, samples)):
        return None
    return seconds_until(samples, ended, lambda sample: not worried(sample), NEVER)


def holds_back(sample: Sample) -> bool:
    return bool(sample["held"])


def is_720p(sample: Sample) -> bool:
    return (sample["video"].get("frameHeight") or 0) >= 720 and (sample["video"].get("framesPerSecond") or 0) >= MOVING


def moves(sample: Sample) -> bool:
    return (sample["video"].get("framesPerSecond") or 0) >= MOVING


def spans(samples: Sequence[Sample], seconds: float) -> Iterator[list[Sample]]:
    """Of this length, beginning with each sample."""
    for index, first in enumerate(samples):
        end = next((at for at, one in enumerate(samples) if one["t"] - first["t"] >= seconds), None)
        if end is None:
            return
        yield list(samples[index : end + 1])


def whole_after(samples: Sequence[Sample], began: float) -> float:
    """Seconds until the sound stays whole for a while."""
    for span in spans(samples, WHOLE_SECONDS):
        if (concealed(span) or 0) < WHOLE_SHARE:
            return float(span[0]["t"] - began)
    return NEVER


def bits(first: Sample, last: Sample, stream: dict[str, Any], then: dict[str, Any], ends: str) -> float:
    """Bits per second of a stream with its packets' headers."""
    names = (f"bytes{ends}", f"headerBytes{ends}")
    total = sum((then.get(name) or 0) - (stream.get(name) or 0) for name in names)
    return float(8 * total / max(0.1, last["t"] - first["t"]))


def received_bits(first: Sample, last: Sample) -> float:
    """Of the picture."""
    return bits(first, last, first["video"], last["video"], "Received")


def sent_bits(first: Sample, last: Sample) -> float:
    """Of sound and picture."""
    return sum(bits(first, last, first["sent"][kind], last["sent"][kind], "Sent") for kind in ("audio", "video"))


def fits_after(samples: Sequence[Sample], began: float, kilobits: float) -> float:
    """Seconds until what is sent in a second fits the line."""
    for span in spans(samples, 1):
        if sent_bits(span[0], span[-1]) <= kilobits * 1000:
            return float(span[-1]["t"] - began)
    return NEVER
