"""After a gap in the message layer every socket gets a new `hello`, so lost messages do not matter."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from redis import Redis as Client

from calls.protocol.close_codes import CloseCode
from calls.tests.client import OFFER, Message, new_call, ring, talk
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG
from calls.tests.harness.services import Postgres, Redis
from calls.tests.harness.sites import Site, isolated_site
from videochat.layer.channel_layer import ChannelLayer


@pytest.fixture(scope="module")
def own_redis() -> Iterator[Redis]:
    service = Redis()
    yield service
    service.child.send_signal(signal.SIGCONT)
    service.stop()


@pytest.fixture(scope="module")
def site(postgres: Postgres, own_redis: Redis, static_root: str) -> Iterator[Site]:
    """Two workers on a Redis of their own."""
    with isolated_site("gap", postgres.create("gap", "migrated"), static_root, own_redis) as found:
        yield found


class Control:
    """The hands on a Redis."""

    def __init__(self, redis: Redis) -> None:
        self.redis, self.client = redis, Client(port=redis.port)
        self.client.ping()

    def kill(self, kind: str) -> None:
        """Cut the connections that listen ("pubsub"), or the others but this one ("normal")."""
        self.client.client_kill_filter(_type=kind, skipme=True)

    def deafen(self) -> None:
        """Nobody listens, and nobody can begin to; who publishes notices nothing."""
        self.client.config_set("maxclients", 1)
        self.kill("pubsub")

    def let_listen(self) -> None:
        self.client.config_set("maxclients", 10_000)

    def freeze(self) -> None:
        self.redis.child.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.redis.child.send_signal(signal.SIGCONT)


@pytest.fixture
async def control(own_redis: Redis) -> AsyncIterator[Control]:
    found = Control(own_redis)
    yield found
    found.thaw()
    found.let_listen()
    found.client.close()


@pytest.fixture
async def pair(alice: Person, bob: Person) -> tuple[Device, Device]:
    """On two workers."""
    return await alice.device(), await bob.device()


async def expect_hello(device: Device, state: str | None) -> Message:
    """The `hello` with the call in this state; one of an earlier gap may come first."""
    while True:
        hello = await device.expect("hello")
        if (hello["call"] or {}).get("state") == state:
            return hello


async def test_cut_listeners_are_repaired_with_a_hello(pair: tuple[Device, Device], control: Control) -> None:
    call = await talk(*pair)
    began = time.monotonic()
    control.kill("pubsub")
    for device in pair:
        hello = await expect_hello(device, "active")
        assert (hello["call"]["call"], hello["call"]["here"]) == (call, True)
        assert hello["party"]
        assert device.pending("leave") == []
    assert time.monotonic() - began < 5
    await pair[0].send("media", microphone=True, camera=True, screen=False)
    await pair[1].expect("media", call=call)


@pytest.mark.parametrize("lost", ["ringing", "accepted", "leave"])
async def test_what_was_lost_is_in_the_next_hello(pair: tuple[Device, Device], control: Control, lost: str) -> None:
    caller, callee = pair
    call = await ring(caller, callee)
    control.deafen()
    await callee.send({"ringing": "ringing", "accepted": "accept", "leave": "leave"}[lost], call=call)
    await callee.ping()
    assert caller.pending(lost) == [], "it is lost"
    control.let_listen()
    state = {"ringing": "ringing", "accepted": "active", "leave": None}[lost]
    for device in pair:
        await expect_hello(device, state)


async def test_a_lost_offer_rings_with_the_next_hello(pair: tuple[Device, Device], control: Control) -> None:
    caller, callee = pair
    control.deafen()
    call = new_call()
    await caller.send("offer", name=callee.owner.name, offer=OFFER, call=call)
    await caller.expect("calling", call=call)
    assert callee.pending("offer") == [], "it is lost"
    control.let_listen()
    assert (await expect_hello(callee, "calling"))["call"]["call"] == call
    await callee.send("accept", call=call, needs_offer=True)
    assert (await caller.expect("accepted", call=call))["needs_offer"]


async def test_what_could_not_be_sent_is_in_the_next_hello_of_others(
    pair: tuple[Device, Device], control: Control
) -> None:
    caller, callee = pair
    call = await ring(caller, callee)
    control.freeze()
    await callee.send("accept", call=call)
    assert (await callee.expect("error"))["code"] == "unavailable"
    control.thaw()
    await expect_hello(caller, "active")


async def test_a_cut_publisher_alone_loses_nothing(pair: tuple[Device, Device], control: Control) -> None:
    call = await talk(*pair)
    control.kill("normal")
    await pair[0].send("media", microphone=True, camera=True, screen=False)
    await pair[1].expect("media", call=call)


async def test_signing_out_needs_no_redis(pair: tuple[Device, Device], control: Control) -> None:
    caller, callee = pair
    control.freeze()
    person = callee.owner
    await asyncio.to_thread(person.site.admin, "end_session", cookie=person.cookie)
    began = time.monotonic()
    assert await callee.wait_closed() == CloseCode.SIGNED_OUT
    assert time.monotonic() - began < 2
    await caller.ping()


async def test_a_listener_that_receives_nothing_notices(own_redis: Redis) -> None:
    layer, gap = ChannelLayer(hosts=[own_redis.url]), asyncio.Event()
    layer.on_gap = gap.set
    await layer.group_add("user.1", await layer.new_channel())
    (shard,) = layer._get_layer()._shards
    async with asyncio.timeout(HANG):
        while not shard.listener.is_subscribed(shard.heartbeat.own_channel):  # noqa: ASYNC110  (the layer offers no event for it)
            await asyncio.sleep(0.02)
        # What Redis forgets while the connection stands: behind a proxy that has changed servers, say.
        await shard.listener.send_command("UNSUBSCRIBE", "asgi__group__user.1", shard.heartbeat.own_channel)
        await gap.wait()
        while await layer.group_send("user.1", {"type": "calls.test"}) != 1:  # noqa: ASYNC110  (nor for this)
            await asyncio.sleep(0.02)
    await layer.flush()
