"""What the fake camera and the fake microphone give, alike for both subjects."""

import array
import math
import random
import wave
from collections.abc import Iterator
from pathlib import Path

from calls.tests.harness.process import scratch

SAMPLES_PER_SECOND, SECONDS = 16_000, 12
#: What somebody says: a sentence of three seconds and a pause of one, or sentence after sentence.
VOICES = {"pauses": (4, 3), "continuous": (1, 1)}
#: Or somebody's real voice: the path of a WAV file.
RECORDED = ".wav"
#: Hz: what the throat gives, and the three resonances of a vowel, with their bandwidths.
PITCH = 125.0
FORMANTS = ((600, 90), (1300, 110), (2500, 160))


def voice(kind: str) -> Path:
    """Twelve seconds of something like speech: vowels in the time of syllables, and pauses, see VOICES.

    Chromium's own fake microphone beeps once a second, and so is silent most of the time.
    """
    path = scratch("microphone") / "voice.wav"
    samples = [0.0] * (SAMPLES_PER_SECOND * SECONDS)
    throat = list(pulses(len(samples), *VOICES[kind]))
    for frequency, bandwidth in FORMANTS:
        for index, value in enumerate(resonance(throat, frequency, bandwidth)):
            samples[index] += value
    loudest = max(map(abs, samples))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLES_PER_SECOND, 0, "NONE", ""))
        file.writeframes(array.array("h", (int(16_000 * value / loudest) for value in samples)).tobytes())
    return path


def pulses(count: int, period: float, spoken: float) -> Iterator[float]:
    """Of the voice, with some breath."""
    chance, phase = random.Random(3), 0.0  # noqa: S311  (no secret)
    for index in range(count):
        at = index / SAMPLES_PER_SECOND
        phase += PITCH * (1 + 0.15 * math.sin(at * 2.1)) / SAMPLES_PER_SECOND
        pulse, phase = (1.0, phase - 1) if phase >= 1 else (0.0, phase)
        yield (pulse + chance.gauss(0, 0.02)) * (loudness(at) if at % period < spoken else 0.0)


def loudness(at: float) -> float:
    """Four syllables a second."""
    return max(0.0, math.sin(math.pi * ((at * 4) % 1)))


def resonance(samples: list[float], frequency: float, bandwidth: float) -> Iterator[float]:
    radius = math.exp(-math.pi * bandwidth / SAMPLES_PER_SECOND)
    first, second = 2 * radius * math.cos(2 * math.pi * frequency / SAMPLES_PER_SECOND), radius * radius
    one = two = 0.0
    for sample in samples:
        one, two = sample + first * one - second * two, one
        yield one


def flags(kind: str = "pauses") -> list[str]:
    """Chromium's: its own fake camera with 30 frames a second, and the voice."""
    microphone = kind if kind.endswith(RECORDED) else voice(kind)
    return ["--use-fake-device-for-media-stream=fps=30", f"--use-file-for-fake-audio-capture={microphone}"]
