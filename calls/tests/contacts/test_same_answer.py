"""The answer to a blocked caller is that of an offline person: the same bytes, after the same time."""

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from calls.tests.client import OFFER, new_call
from calls.tests.harness.contacts import allow_callers, call_in_vain, change, star
from calls.tests.harness.device import Device
from calls.tests.harness.outages.web_client import WebClient
from calls.tests.harness.people import Person
from calls.tests.harness.services import Postgres, Redis
from calls.tests.harness.sites import Site, sqlite_copy

from .samples import SAMPLES, compare, difference

#: A socket may send so many frames at once (docs/protocol.md).
ROUNDS_OF_A_SOCKET = 20
HIDDEN = ("offline", "blocked", "nobody", "contacts")
#: People on a page of the list.
LISTED = 24
#: What differs between two pages of the history, though they say the same.
OF_A_PAGE = re.compile(
    r"nonce=\"[^\"]*\"|data-hue=\"\d+\"|data-initials=\"[^\"]*\"|csrfmiddlewaretoken\" value=\"[^\"]*\"|"
    r"<time.*?</time>|(?<=aria-hidden=\"true\">)\w+(?=</span>)|\"csrf\": \"[^\"]*\""
)


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


async def hide(person: Person, kind: str, viewer: Person) -> None:
    """The person is online and does not want to be disturbed, which the viewer is not to learn."""
    device = await person.device()
    await device.send("do-not-disturb", on=True, note="Not for the caller")
    await device.expect("do-not-disturb", on=True)
    if kind == "blocked":
        await change(device, "block", viewer)
    else:
        await allow_callers(person, kind)


@pytest.fixture
async def people(unlimited_site: Site) -> AsyncIterator[dict[str, Person]]:
    """The caller, and who is called in vain. All are online but the one who is offline."""
    found = {kind: Person(unlimited_site, kind) for kind in ("caller", *HIDDEN)}
    for kind in HIDDEN[1:]:
        await hide(found[kind], kind, found["caller"])
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
    elif kind == "contact":
        await device.send("contact", name=other.name, action="ask")
        await device.expect("contact", name=other.name, relation="asked")
    else:
        await device.send("notify", name=other.name, notify=True)
        await device.expect("notify", name=other.name)
    took = time.perf_counter() - began
    if kind == "contact":
        await change(device, "withdraw", other)
    await device.ping()
    anonymous = {call_id.encode(): b"CALL", other.name.encode(): b"NAME"}
    frames = []
    for frame in recorder.frames:
        for text, place in anonymous.items():
            frame = frame.replace(text, place)
        frames.append(frame)
    return took, frames


@pytest.mark.tier2
@pytest.mark.parametrize("kind_of_message", ["offer", "notify", "people", "person", "contact"])
async def test_bytes_and_times(people: dict[str, Person], kind_of_message: str) -> None:
    device, recorder = None, None

    async def begin(number: int) -> None:
        nonlocal device, recorder
        if number % ROUNDS_OF_A_SOCKET == 0:
            device = await people["caller"].device()
            recorder = Recorder(device)

    async def ask_about(kind: str) -> tuple[float, object]:
        assert device and recorder
        return await ask(device, recorder, people[kind], kind_of_message)

    await compare(HIDDEN, ask_about, begin)


@pytest.mark.tier2
async def test_a_page_of_the_list(unlimited_site: Site) -> None:
    """Each viewer has a whole page of favourites of one kind, and so nobody else on it."""
    kinds = HIDDEN[:3]
    viewers = {kind: Person(unlimited_site, "viewer") for kind in kinds}
    others = {kind: [Person(unlimited_site, f"{kind}{number:02}") for number in range(LISTED)] for kind in kinds}
    for kind, viewer in viewers.items():
        device = await viewer.device()
        for person in others[kind]:
            await star(device, person)
            if kind != "offline":
                await hide(person, kind, viewer)
        await device.close()
    devices: dict[str, Device] = {}
    recorders: dict[str, Recorder] = {}

    async def begin(number: int) -> None:
        if number % (3 * ROUNDS_OF_A_SOCKET) == 0:
            for kind, viewer in viewers.items():
                devices[kind] = await viewer.device()
                recorders[kind] = Recorder(devices[kind])

    async def look(kind: str) -> tuple[float, object]:
        device, recorder = devices[kind], recorders[kind]
        recorder.frames.clear()
        began = time.perf_counter()
        await device.send("people")
        await device.expect("people")
        took = time.perf_counter() - began
        await device.ping()
        text = b"".join(recorder.frames).decode()
        for place, person in enumerate(others[kind]):
            text = text.replace(person.name, f"NAME{place}")
        assert text.count("favourite") >= LISTED
        return took, text

    await compare(kinds, look, begin)
    for person in [*viewers.values(), *(person for kind in kinds for person in others[kind])]:
        await person.leave()


@pytest.mark.tier2
async def test_the_page_of_the_history(unlimited_site: Site) -> None:
    """Each caller has called one of them in vain."""
    kinds = HIDDEN[:3]
    callers = {kind: Person(unlimited_site, "caller") for kind in kinds}
    others = {kind: Person(unlimited_site, f"{kind}_called") for kind in kinds}
    for kind, caller in callers.items():
        if kind != "offline":
            await hide(others[kind], kind, caller)
        device = await caller.device()
        for _call in range(30):
            await call_in_vain(device, others[kind])
        await device.close()
    clients = {kind: WebClient(caller.worker(0), caller.cookie) for kind, caller in callers.items()}

    async def read(kind: str) -> tuple[float, object]:
        # The shorter of two: a whole page takes long, and what else the machine does shows.
        pages = [await asyncio.to_thread(clients[kind].get, "/history/") for _again in range(2)]
        page = min(pages, key=lambda page: page.seconds)
        html = page.html.replace(callers[kind].name, "CALLER").replace(others[kind].name, "NAME")
        assert page.status == 200 and html.count("NAME") >= LISTED
        return page.seconds, OF_A_PAGE.sub("", html)

    await compare(kinds, read)
    for person in [*callers.values(), *others.values()]:
        await person.leave()


def answers(median: float, deviation: float) -> list[float]:
    """As of a worker: most take about as long, and a few much longer. The arguments are in ms."""
    slow = [20 if number % 20 == 0 else 0 for number in range(SAMPLES)]
    return [(abs(random.gauss(median, deviation)) + more) / 1000 for more in slow]


def test_a_difference_would_be_noticed() -> None:
    offline = answers(7, 2)
    assert difference(offline, answers(7, 2)) == ""
    assert difference(offline, answers(10, 2)) == "one takes longer"
    busy = answers(60, 30)
    assert difference(busy, [took + 0.003 for took in busy]) == "one takes longer", "in each round"
    assert difference([0.005] * SAMPLES, [0.003, 0.007] * (SAMPLES // 2)) == "they vary differently"
    quiet = [took / 100 for took in answers(500, 1)]
    assert difference(quiet, [took + 0.0001 for took in quiet]) == "", "too little for anybody to see"
