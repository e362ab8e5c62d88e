"""The answer to a blocked caller is that of an offline person: the same bytes, after the same time."""

import random
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from calls.tests.client import OFFER, new_call
from calls.tests.harness.contacts import allow_callers, change
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.services import Postgres, Redis
from calls.tests.harness.sites import Site, sqlite_copy

#: Of each kind of answer.
SAMPLES = 200
#: Of two empirical distribution functions (Kolmogorov-Smirnov). Samples of one distribution differ by more only once
#: in a hundred million times; answers after half of the statements differ by almost 1.
FARTHEST = 0.3
#: A socket may send so many frames at once (docs/protocol.md).
ROUNDS_OF_A_SOCKET = 20
#: What time the first calls take for connections and caches.
WARM_UP = 10


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def unlimited_site(request: pytest.FixtureRequest, migrated_file: Path) -> Iterator[Site]:
    """As many calls a minute as one likes."""
    if request.param == "SQLite":
        site = Site("unlimited", sqlite_copy(migrated_file), 1, CALLS_PER_MINUTE="0", DEBUG="true")
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        redis: Redis = request.getfixturevalue("redis")
        database = postgres.create("unlimited", "migrated")
        site = Site("unlimited", database, 1, REDIS_URL=redis.url, CALLS_PER_MINUTE="0", DEBUG="true")
    yield site
    site.stop()


@pytest.fixture
async def people(unlimited_site: Site) -> AsyncIterator[dict[str, Person]]:
    """The caller, and who is called in vain. All are online but the one who is offline."""
    found = {kind: Person(unlimited_site, kind) for kind in ("caller", "offline", "blocked", "nobody", "contacts")}
    for kind in ("blocked", "nobody", "contacts"):
        device = await found[kind].device()
        await device.send("do-not-disturb", on=True, note="Not for the caller")
        await device.expect("do-not-disturb", on=True)
        if kind == "blocked":
            await change(device, "block", found["caller"])
        else:
            await allow_callers(found[kind], kind)
    yield found
    for person in found.values():
        await person.leave()


class Recorder:
    """The bytes of what a device receives."""

    def __init__(self, device: Device) -> None:
        self.frames: list[bytes] = []
        self._on_text = device.connection.on_text
        device.connection.on_text = self._received

    def _received(self, payload: bytes) -> None:
        self.frames.append(payload)
        self._on_text(payload)


async def ask(device: Device, recorder: Recorder, other: Person, kind: str) -> tuple[float, list[bytes]]:
    """Seconds until the answer, and all that came up to the next pong, without call and name."""
    call_id = new_call()
    recorder.frames.clear()
    began = time.perf_counter()
    if kind == "offer":
        await device.send("offer", name=other.name, offer=OFFER, call=call_id)
        await device.expect("leave", call=call_id)
    elif kind == "people":
        await device.send("people", query=other.name)
        await device.expect("people", query=other.name)
    elif kind == "person":
        await device.send("person", name=other.name)
        await device.expect("person", name=other.name)
    else:
        await device.send("notify", name=other.name, notify=True)
        await device.expect("notify", name=other.name)
    took = time.perf_counter() - began
    await device.ping()
    anonymous = {call_id.encode(): b"CALL", other.name.encode(): b"NAME"}
    frames = []
    for frame in recorder.frames:
        for text, place in anonymous.items():
            frame = frame.replace(text, place)
        frames.append(frame)
    return took, frames


def distance(one: list[float], other: list[float]) -> float:
    """The largest difference of the two empirical distribution functions."""
    values = sorted(one + other)
    return max(abs(sum(x <= value for x in one) - sum(x <= value for x in other)) / len(one) for value in values)


@pytest.mark.tier2
@pytest.mark.parametrize("kind_of_message", ["offer", "notify", "people", "person"])
async def test_bytes_and_times(people: dict[str, Person], kind_of_message: str) -> None:
    kinds = ["offline", "blocked", "nobody", "contacts"]
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    answers: dict[str, list[bytes]] = {}
    for number in range(WARM_UP + SAMPLES):
        if number % ROUNDS_OF_A_SOCKET == 0:
            device = await people["caller"].device()
            recorder = Recorder(device)
        # In another order each time, so that what the machine does besides is the same for all.
        for kind in random.sample(kinds, len(kinds)):
            took, frames = await ask(device, recorder, people[kind], kind_of_message)
            assert answers.setdefault("any", frames) == frames, kind
            if number >= WARM_UP:
                times[kind].append(took)
    farthest = {kind: distance(times["offline"], times[kind]) for kind in kinds[1:]}
    medians = {kind: round(1000 * sorted(times[kind])[SAMPLES // 2], 2) for kind in kinds}
    print(f"medians in ms: {medians}; distances: {farthest}")  # shown if it fails, and with -rP
    assert max(farthest.values()) < FARTHEST, (farthest, medians)


def test_an_early_return_would_be_noticed() -> None:
    slow = [random.gauss(5, 1) for _ in range(SAMPLES)]
    assert distance(slow, [random.gauss(5, 1) for _ in range(SAMPLES)]) < FARTHEST
    assert distance(slow, [random.gauss(4, 1) for _ in range(SAMPLES)]) > FARTHEST
