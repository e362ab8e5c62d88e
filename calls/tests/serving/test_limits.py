"""Clients that flood or do not read are cut off, and nobody else is affected."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from calls.cached_call import CachedCall
from calls.presence.connecting import MAX_PARTIES
from calls.protocol.errors import Refused
from calls.protocol.json_frames import MAX_DEPTH
from calls.protocol.wire import CLIENT_TYPES, parse
from calls.signaling.message_handler import MessageHandler
from calls.tests.client import ANSWER, OFFER, candidate, new_call, talk
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.process import until
from calls.tests.harness.sites import NoRefillWorker, Site, Worker
from videochat.serving.limiting.limits import BURST_TOKENS, COOLDOWN_SECONDS, MAX_UNREAD_BYTES, QUERY_TOKENS
from videochat.serving.limiting.rate_limiting import Cooldown, TokenBucket

MIB = 1024 * 1024
MAY_GROW = 20 * MIB
TEXT, BEGINNING, CONTINUATION, END, PING = 0x81, 0x01, 0x00, 0x80, 0x89

Attack = Callable[[], Awaitable[None]]


def frame(first: int, payload: bytes = b"") -> bytes:
    """A frame as it goes over the line (RFC 6455, section 5.2), masked with zeros."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 127]) + size.to_bytes(8, "big")
    if 126 <= size < 65_536:
        length = bytes([0x80 | 126]) + size.to_bytes(2, "big")
    return bytes([first]) + length + bytes(4) + payload


def resident(worker: Worker) -> int:
    """Bytes of memory that a worker holds (proc(5): VmRSS)."""
    status = Path(f"/proc/{worker.child.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) * 1024


@pytest.fixture
def here(two_workers: Site) -> Worker:
    """All meet on one worker."""
    return two_workers.workers[0]


@pytest.fixture
async def mallory(two_workers: Site) -> AsyncIterator[Person]:
    person = Person(two_workers, "mallory")
    yield person
    await person.leave()


@pytest.fixture
async def pair(two_workers: Site, here: Worker) -> AsyncIterator[tuple[Device, Device]]:
    """A call of two people who keep to the limits."""
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob")
    caller, callee = await alice.device(here), await bob.device(here)
    await talk(caller, callee)
    yield caller, callee
    for person in (alice, bob):
        await person.leave()


async def relayed(pair: tuple[Device, Device]) -> float:
    """How many seconds a message of the call takes."""
    caller, callee = pair
    begun = time.perf_counter()
    await caller.send("candidate", candidate=candidate())
    await callee.expect("candidate", candidate=candidate())
    took = time.perf_counter() - begun
    await asyncio.sleep(0.004)  # the pair keeps to its own limits
    return took


def p99(took: list[float]) -> float:
    """In milliseconds."""
    return 1000 * sorted(took)[len(took) * 99 // 100]


async def unharmed(here: Worker, pair: tuple[Device, Device], attack: Attack) -> None:
    """Their messages arrive while the attack lasts, and the worker's memory stays within bounds.

    How long they took is printed, beside how long they took just before: what else the machine does
    is in both.
    """
    calm = [await relayed(pair) for _ in range(200)]
    before = highest = resident(here)
    assailant = asyncio.ensure_future(attack())
    took: list[float] = []
    while len(took) < 200 or not assailant.done():
        took.append(await relayed(pair))
        highest = max(highest, resident(here))
    await assailant
    grown = highest - before
    print(
        f"p99 {p99(took):.1f} ms of {len(took)}, just before {p99(calm):.1f} ms: {p99(took) / p99(calm):.1f} times;"
        f" at most {1000 * max(took):.0f} ms; grown by {grown / MIB:.1f} MiB"
    )
    assert grown < MAY_GROW
    for device in pair:
        await device.ping()


async def flood(device: Device, frames: bytes, count: int) -> None:
    """`frames` holds `count`; they go out at 20,000 a second until the server closes the socket."""
    begun, sent = time.monotonic(), 0
    while not device.is_closed:
        assert sent < 200_000, "the flood never ends"
        if sent <= (time.monotonic() - begun) * 20_000:
            device.connection.transport.write(frames)
            sent += count
        await asyncio.sleep(0.001)


def text(**message: object) -> bytes:
    return frame(TEXT, json.dumps(message).encode())


FLOODS = {
    "pings": text(type="ping") * 100,
    "what asks the database": text(type="sync") * 100,
    "what is relayed to nobody": text(type="candidate", candidate=candidate()) * 100,
    "bad frames": frame(TEXT, b"{") * 100,
    "pings of the protocol": frame(PING) * 100,
    "empty fragments": frame(BEGINNING) + frame(CONTINUATION) * 98 + frame(END),
    "60 KiB each": text(type="ping", x="x" * 60_000) * 100,
}


@pytest.mark.parametrize("kind", FLOODS)
async def test_a_flood_is_cut_off(
    here: Worker, two_workers: Site, pair: tuple[Device, Device], mallory: Person, kind: str
) -> None:
    accomplice = Person(two_workers, "accomplice")

    async def attack() -> None:
        for person in (mallory, accomplice):  # a session that was cut off cannot reconnect so soon
            device = await person.device(here)
            await flood(device, FLOODS[kind], 100)
            assert await device.wait_closed() == 4429

    await unharmed(here, pair, attack)
    await accomplice.leave()


async def test_a_session_that_was_cut_off_cannot_reconnect_at_once(
    here: Worker, two_workers: Site, mallory: Person
) -> None:
    other = Person(two_workers, "other")
    tab, phone = await mallory.device(here), two_workers.admin("sign_in", pk=mallory.pk)["cookie"]
    await flood(await mallory.device(here), FLOODS["pings"], 100)
    for _ in range(20):
        again = await mallory.open(here)
        assert await again.wait_closed() == 4429
        assert again.log == []
    await tab.ping()  # the other tab goes on
    innocent = await mallory.open(here, cookie=phone)
    await innocent.expect("hello")
    await other.device(here)
    await other.leave()


@pytest.mark.tier2
@pytest.mark.slow
async def test_a_session_that_was_cut_off_can_reconnect_later(here: Worker, mallory: Person) -> None:
    await flood(await mallory.device(here), FLOODS["pings"], 100)
    begun = time.monotonic()
    async with asyncio.timeout(3 * COOLDOWN_SECONDS):
        while (again := await mallory.open(here)) and await first_word(again) == 4429:  # noqa: ASYNC110
            await asyncio.sleep(0.5)
    assert again.pending("hello")
    assert time.monotonic() - begun > COOLDOWN_SECONDS / 2


async def first_word(device: Device) -> int:
    """Wait until it gets `hello` (0) or closed (the code)."""
    with suppress(AssertionError):
        device.inbox.append(await device.expect("hello"))
        return 0
    return device.close_code


def test_a_cooldown_ends() -> None:
    now = [100.0]
    cooldown = Cooldown(10, clock=lambda: now[0])
    assert not cooldown.is_active("a")
    cooldown.start("a")
    now[0] += 6
    cooldown.start("b")
    assert [cooldown.is_active(who) for who in "abc"] == [True, True, False]
    now[0] += 5
    assert [cooldown.is_active(who) for who in "abc"] == [False, True, False]


async def test_a_flood_does_not_reach_the_peer(here: Worker, two_workers: Site, mallory: Person) -> None:
    victim = Person(two_workers, "victim")
    sender, receiver = await mallory.device(here), await victim.device(here)
    await talk(sender, receiver)
    await flood(sender, text(type="candidate", candidate=candidate()) * 100, 100)
    assert await sender.wait_closed() == 4429
    await receiver.ping()
    assert len(receiver.pending("candidate")) < 4000
    await victim.leave()


async def test_an_ice_restart_with_many_candidates_is_no_flood(pair: tuple[Device, Device]) -> None:
    caller, callee = pair
    for number in range(1000):
        await caller.send("candidate", candidate=candidate(number))
    for number in range(1000):
        await callee.expect("candidate", candidate=candidate(number))


async def test_a_client_that_does_not_read_is_cut_off(
    here: Worker, pair: tuple[Device, Device], mallory: Person
) -> None:
    """Each answer is three times as long as its frame: it names the unknown type in ASCII."""
    asks = json.dumps({"type": "é" * 30_000}, ensure_ascii=False)

    async def attack() -> None:
        for _ in range(3):
            device = await deaf(mallory, here)
            for _ in range(30):
                await device.send_raw(asks)
            await asyncio.to_thread(until, lambda: gone(mallory), "the deaf one is cut off")

    await unharmed(here, pair, attack)


async def test_a_client_that_does_not_read_relayed_messages_is_cut_off(
    here: Worker, two_workers: Site, pair: tuple[Device, Device], mallory: Person
) -> None:
    accomplice = Person(two_workers, "accomplice")
    sender, receiver = await accomplice.device(here), await deaf(mallory, here, reads=True)
    await talk(sender, receiver)
    receiver.connection.transport.pause_reading()

    async def attack() -> None:
        while not await asyncio.to_thread(gone, mallory):
            await sender.send("candidate", candidate={"candidate": "x" * 60_000})
            await asyncio.sleep(0.1)  # the sender keeps to its limits
        await sender.ping()

    await unharmed(here, pair, attack)
    await accomplice.leave()


def gone(person: Person) -> bool:
    return bool(person.site.admin("connections", pk=person.pk)["count"] == 0)


async def deaf(person: Person, at: Worker, *, reads: bool = False) -> Device:
    """A device on a slow connection. It reads its `hello`, and then nothing unless it `reads`."""
    tcp_socket = socket.socket()
    tcp_socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    tcp_socket.connect(("127.0.0.1", at.port))
    device = await person.open(at, tcp_socket=tcp_socket)
    device.may_break = True
    await device.expect("hello")
    if not reads:
        device.connection.transport.pause_reading()
    return device


async def test_what_asks_the_database_costs_more_than_a_ping(two_workers: Site) -> None:
    worker = await asyncio.to_thread(two_workers.add, NoRefillWorker)
    count = BURST_TOKENS - 4 * QUERY_TOKENS
    alice = Person(two_workers, "alice")
    cheap = await alice.device(worker)
    cheap.connection.transport.write(text(type="ping") * count)
    await cheap.ping()
    await alice.leave()
    for kind in ("sync", "devices"):
        dear = await Person(two_workers, "mallory").device(worker)
        dear.may_break = True
        dear.connection.transport.write(text(type=kind) * count)
        assert await dear.wait_closed() == 4429
    await asyncio.to_thread(worker.stop)


@pytest.mark.parametrize("kind", CLIENT_TYPES)
def test_all_but_pings_and_what_is_relayed_ask_the_database(kind: str) -> None:
    cheap = {"ping", "login", "candidate", "media", "rejoin", "offer", "answer", "early"}
    client = SimpleNamespace(cached_call=CachedCall(new_call(), "caller", 1, "bob", active=True))
    values = {
        "name": "bob", "offer": OFFER, "answer": ANSWER, "candidate": candidate(), "device": new_call(),
        "microphone": True, "camera": True, "screen": False, "action": "ask", "favourite": True, "on": True,
        "notify": True, "connection": new_call(),
    }  # fmt: skip
    call = {"call": client.cached_call.call} if kind in ("ringing", "offer") else {}
    message = parse(json.dumps(values | call | {"type": kind}))
    assert MessageHandler(client, None).needs_database(message) == (kind not in cheap)  # type: ignore[arg-type]


async def test_a_page_that_asks_a_lot_is_served(here: Worker, two_workers: Site) -> None:
    """More in a moment than a page ever does."""
    alice = Person(two_workers, "alice")
    device = await alice.device(here)
    for _ in range(10):
        for kind in ("sync", "devices", "people"):
            await device.send(kind)
    await device.ping()
    await alice.leave()


async def test_the_number_of_tabs_is_limited(
    here: Worker, two_workers: Site, pair: tuple[Device, Device], mallory: Person
) -> None:
    connected: list[Device] = []

    async def arrive(number: int) -> None:
        device = await mallory.open(number % 2 if number < MAX_PARTIES else 1)
        if number < MAX_PARTIES:
            device.hello = await device.expect("hello")
            connected.append(device)
        else:
            assert await device.wait_closed() == 4429
            assert [message["code"] for message in device.log] == ["too-many-tabs"]

    async def attack() -> None:
        await asyncio.gather(*(arrive(number) for number in range(MAX_PARTIES)))
        await asyncio.gather(*(arrive(number) for number in range(MAX_PARTIES, 100)))

    await unharmed(here, pair, attack)
    await asyncio.gather(*(device.ping() for device in connected))
    # A tab that reconnects is no new tab, though the row of its old socket is still there.
    again = await mallory.device(1, party=connected[0].hello["party"])
    assert await connected[0].wait_closed() == 4409
    await again.ping()


async def test_a_large_frame_is_refused_and_a_far_larger_one_closes(
    here: Worker, pair: tuple[Device, Device], mallory: Person
) -> None:
    async def attack() -> None:
        for _ in range(10):
            device = await mallory.device(here)
            await device.send_raw("x" * (64 * 1024 + 1))
            assert (await device.expect("error"))["code"] == "too-large"
            await device.ping()
            device.connection.transport.write(frame(TEXT, b"x" * (MIB + 1)))
            assert await device.wait_closed() == 1009

    await unharmed(here, pair, attack)


@pytest.mark.parametrize(("depth", "fine"), [(MAX_DEPTH, True), (MAX_DEPTH + 1, False)])
@pytest.mark.parametrize("opening", ["[", '{"x":'])
def test_the_depth_of_a_frame_is_limited(opening: str, depth: int, fine: bool) -> None:
    inside, closing = depth - 2, {"[": "]", '{"x":': "}"}[opening]
    text = '{"type":"candidate","candidate":{"x":' + opening * inside + "1" + closing * inside + "}}"
    try:
        parse(text)
    except Refused as refused:
        assert (refused.code, fine) == ("invalid-json", False)
    else:
        assert fine


def test_many_brackets_are_not_deep() -> None:
    parse(json.dumps({"type": "candidate", "candidate": {"candidate": "[{" * 100, "x": [[], {}] * 100}}))


def test_a_token_bucket_allows_its_burst_and_then_its_rate() -> None:
    now = [100.0]
    bucket = TokenBucket(10, 5, clock=lambda: now[0])
    assert [bucket.take(100) for _ in range(11)] == [True] * 10 + [False]
    now[0] += 0.4
    assert [bucket.take(0) for _ in range(3)] == [True, True, False]
    now[0] += 3600
    assert [bucket.take(1024) for _ in range(11)] == [True] * 10 + [False]


def test_a_large_frame_takes_a_token_for_each_kib() -> None:
    bucket = TokenBucket(10, 5, clock=lambda: 0.0)
    assert bucket.take(8 * 1024)
    assert not bucket.take(3 * 1024)
    assert bucket.take(2 * 1024)
    assert not bucket.take(0)


def test_the_limit_on_unread_bytes_has_room_for_the_longest_frames() -> None:
    """A frame of 64 KiB may be three times as long when it is relayed in ASCII."""
    assert MAX_UNREAD_BYTES > 2 * 3 * 64 * 1024
