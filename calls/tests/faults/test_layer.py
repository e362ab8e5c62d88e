"""The channel layer under bursts and faults; each test has its own Redis."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

import pytest
from redis import Redis as Client
from redis.exceptions import ConnectionError as Unreachable

from calls.tests.harness.process import HANG
from calls.tests.harness.services import Redis
from videochat.environment.service_url import channel_prefix
from videochat.layer.channel_layer import ChannelLayer
from videochat.layer.memory_layer import MemoryLayer

Message = dict[str, Any]


def hello(number: int = 0) -> Message:
    return {"type": "calls.test", "number": number}


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    service = Redis()
    yield service
    service.child.send_signal(signal.SIGCONT)
    service.stop()


@pytest.fixture
async def here(own_redis: Redis) -> AsyncIterator[ChannelLayer]:
    """The layer of one worker."""
    layer = ChannelLayer(hosts=[own_redis.url])
    yield layer
    await layer.flush()


@pytest.fixture
async def there(own_redis: Redis) -> AsyncIterator[ChannelLayer]:
    """The layer of another worker."""
    layer = ChannelLayer(hosts=[own_redis.url])
    yield layer
    await layer.flush()


async def join(layer: ChannelLayer, *groups: str) -> str:
    channel: str = await layer.new_channel()
    for group in groups:
        await layer.group_add(group, channel)
    return channel


class Local:
    """A local channel, and what it has heard."""

    def __init__(self, layer: ChannelLayer) -> None:
        self.heard = asyncio.Queue[Message]()
        self.channel = layer.new_local_channel(self.heard.put_nowait)

    async def numbers(self, count: int) -> list[int]:
        async with asyncio.timeout(HANG):
            return [int((await self.heard.get())["number"]) for _ in range(count)]


async def next_number(layer: ChannelLayer, channel: str) -> int:
    async with asyncio.timeout(HANG):
        return int((await layer.receive(channel))["number"])


async def receivers(sender: ChannelLayer, group: str, number: int) -> None:
    """Wait until a message to the group has that many receivers: none while Redis is down."""
    async with asyncio.timeout(HANG):
        while True:
            try:
                if await sender.group_send(group, hello(-1)) == number:
                    return
            except Unreachable:
                pass
            await asyncio.sleep(0.02)


async def heard_again(sender: ChannelLayer, group: str, listener: ChannelLayer, channel: str) -> None:
    """Messages in the gap may be refused or lost; later ones arrive."""
    await receivers(sender, group, 1)
    assert await next_number(listener, channel) == -1


async def test_a_burst_arrives_complete_and_in_order(here: ChannelLayer, there: ChannelLayer) -> None:
    groups = ["user.1", "user.2", "party.3"]
    channels = [await join(there, group) for group in groups]
    sent = [here.group_send(groups[n % 3], hello(n)) for n in range(3000)]
    assert await asyncio.gather(*sent) == [1] * 3000
    for first, channel in enumerate(channels):
        assert [await next_number(there, channel) for _ in range(1000)] == list(range(first, 3000, 3))


async def test_group_send_returns_the_number_of_processes(here: ChannelLayer, there: ChannelLayer) -> None:
    assert await here.group_send("user.1", hello()) == 0
    channel = await join(there, "user.1")
    await join(there, "user.1")
    assert await here.group_send("user.1", hello()) == 1
    await join(here, "user.1")
    assert await there.group_send("user.1", hello()) == 2
    await there.group_discard("user.1", channel)
    assert await here.group_send("user.1", hello()) == 2


async def test_members_of_the_sender_get_each_message_once_and_in_order(
    here: ChannelLayer, there: ChannelLayer
) -> None:
    inside, outside = Local(here), Local(there)
    await here.group_add("user.1", inside.channel)
    await there.group_add("user.1", outside.channel)
    for number in range(0, 100, 2):
        await here.group_send("user.1", hello(number))
        await here.send_to_member("user.1", hello(number + 1))
    await here.group_send("user.1", hello(100))
    await receivers(there, "user.1", 2)
    assert await inside.numbers(102) == [*range(101), -1]
    # A message for one member goes no further than the process that has one.
    assert await outside.numbers(52) == [*range(0, 101, 2), -1]


async def test_a_message_to_one_member_needs_no_redis(
    own_redis: Redis, here: ChannelLayer, there: ChannelLayer
) -> None:
    inside, outside = Local(here), Local(there)
    await here.group_add("party.1", inside.channel)
    await there.group_add("party.2", outside.channel)
    await here.send_to_member("party.2", hello(2))
    assert await outside.numbers(1) == [2]
    own_redis.stop()
    await here.send_to_member("party.1", hello(1))
    assert await inside.numbers(1) == [1]
    with pytest.raises(Unreachable):
        await here.send_to_member("party.2", hello(3))
    with pytest.raises(Unreachable):
        await here.group_send("party.1", hello(4))
    await here.send_to_member("party.1", hello(5))
    assert await inside.numbers(1) == [5], "a message that is refused reaches nobody"


async def test_broadcast_groups_cost_one_subscription(own_redis: Redis) -> None:
    here, there = (ChannelLayer(hosts=[own_redis.url], broadcast="watch.") for _ in range(2))
    members = [Local(layer) for layer in (here, there, there)]
    everything = Local(there)
    await there.group_add("watch.all", everything.channel)
    for number in range(20):
        for layer, member in zip((here, there, there), members, strict=True):
            await layer.group_add(f"watch.{number}", member.channel)
    await there.group_discard("watch.7", members[2].channel)
    with Client(port=own_redis.port) as client:
        names = client.execute_command("PUBSUB", "CHANNELS", "*watch*")
    assert len(names) == 1
    for number in (7, 8, 30, 9):
        assert await here.group_send(f"watch.{number}", hello(number)) == 2
    assert await members[0].numbers(3) == [7, 8, 9]
    assert await members[1].numbers(3) == [7, 8, 9]
    assert await members[2].numbers(2) == [8, 9]
    assert await everything.numbers(4) == [7, 8, 30, 9]
    for layer in (here, there):
        await layer.flush()


@pytest.fixture(params=["redis", "memory"])
async def broadcasting(request: pytest.FixtureRequest) -> AsyncIterator[Any]:
    if request.param == "redis":
        redis: Redis = request.getfixturevalue("own_redis")
        layer: Any = ChannelLayer(hosts=[redis.url], broadcast="watch.")
    else:
        layer = MemoryLayer(broadcast="watch.")
    yield layer
    await layer.flush()


async def test_thousands_of_members_do_not_get_a_message_in_one_turn(broadcasting: Any) -> None:
    layer = broadcasting
    turns: dict[int, int] = {}
    turn = 0
    heard: list[list[int]] = [[] for _ in range(1000)]
    complete = asyncio.Event()

    def hear(member: list[int], message: Message) -> None:
        member.append(message["number"])
        turns[turn] = turns.get(turn, 0) + 1
        if sum(turns.values()) == 2000:
            complete.set()

    for member in heard:
        await layer.group_add("watch.1", layer.new_local_channel(partial(hear, member)))

    async def count_turns() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count_turns())
    await layer.group_send("watch.1", hello(1))
    await layer.group_send("watch.1", hello(2))
    async with asyncio.timeout(HANG):
        await complete.wait()
    assert heard == [[1, 2]] * 1000
    counting.cancel()
    assert max(turns.values()) <= 100 and len(turns) >= 20


async def test_who_hears_all_groups_is_told_before_somebody_joins_whom_the_spread_leaves_out(broadcasting: Any) -> None:
    layer, crowd = broadcasting, [Local(broadcasting) for _ in range(1000)]
    everything, late = Local(layer), Local(layer)
    await layer.group_add("watch.all", everything.channel)
    for member in crowd:
        await layer.group_add("watch.1", member.channel)
    await asyncio.gather(*(layer.group_send("watch.1", hello(number)) for number in (1, 2, 3)))
    assert any(member.heard.empty() for member in crowd), "they are still being told"
    before = everything.heard.qsize()
    await layer.group_add("watch.1", late.channel)
    await layer.group_send("watch.1", hello(4))
    assert before == 3
    assert await late.numbers(1) == [4]
    for member in crowd:
        assert await member.numbers(4) == [1, 2, 3, 4]


async def test_a_member_misses_nothing_once_group_add_returns(here: ChannelLayer, there: ChannelLayer) -> None:
    for number in range(50):
        await join(there, f"user.{number}")
        assert await here.group_send(f"user.{number}", hello()) == 1


async def test_a_cancelled_consumer_is_unsubscribed(here: ChannelLayer, there: ChannelLayer) -> None:
    channel = await join(there, "user.1")
    consumer = asyncio.create_task(there.receive(channel))
    await asyncio.sleep(0)
    consumer.cancel()
    await asyncio.wait([consumer])
    await there.group_discard("user.1", channel)
    await receivers(here, "user.1", 0)


async def test_send_reaches_one_channel_only(here: ChannelLayer, there: ChannelLayer) -> None:
    first, second = await join(there, "user.1"), await join(there, "user.1")
    await here.send(first, hello(1))
    await here.group_send("user.1", hello(2))
    assert [await next_number(there, first), await next_number(there, first)] == [1, 2]
    assert await next_number(there, second) == 2


async def test_the_layer_recovers_from_a_restart_of_redis(
    own_redis: Redis, here: ChannelLayer, there: ChannelLayer
) -> None:
    channel = await join(there, "user.1")
    assert await here.group_send("user.1", hello(1)) == 1
    own_redis.stop()
    async with asyncio.timeout(HANG):
        with pytest.raises(Unreachable):
            await here.group_send("user.1", hello(2))
    again = Redis(own_redis.port)
    assert await next_number(there, channel) == 1
    await heard_again(here, "user.1", there, channel)
    again.stop()


async def test_groups_change_while_redis_is_down(own_redis: Redis, here: ChannelLayer, there: ChannelLayer) -> None:
    goes = await join(there, "user.1")
    stays = await join(there, "user.2")
    own_redis.stop()
    await there.group_discard("user.1", goes)
    joins = asyncio.create_task(there.group_add("user.3", stays))
    again = Redis(own_redis.port)
    await joins
    assert await here.group_send("user.3", hello(3)) == 1
    assert await next_number(there, stays) == 3
    await heard_again(here, "user.2", there, stays)
    assert await here.group_send("user.1", hello(1)) == 0
    again.stop()


@pytest.mark.parametrize("kind", ["pubsub", "normal"])
async def test_killed_connections_are_replaced(
    own_redis: Redis, here: ChannelLayer, there: ChannelLayer, kind: str
) -> None:
    channel = await join(there, "user.1")
    assert await here.group_send("user.1", hello(1)) == 1
    with Client(port=own_redis.port) as client:
        client.client_kill_filter(_type=kind, skipme=True)
    assert await next_number(there, channel) == 1
    await heard_again(here, "user.1", there, channel)


async def test_flushall_changes_nothing(own_redis: Redis, here: ChannelLayer, there: ChannelLayer) -> None:
    channel = await join(there, "user.1")
    with Client(port=own_redis.port) as client:
        client.flushall()
    assert await here.group_send("user.1", hello(1)) == 1
    assert await next_number(there, channel) == 1


async def test_a_hanging_redis_fails_sends_in_time(own_redis: Redis, here: ChannelLayer, there: ChannelLayer) -> None:
    channel = await join(there, "user.1")
    await here.group_send("user.1", hello(1))
    assert await next_number(there, channel) == 1
    own_redis.child.send_signal(signal.SIGSTOP)
    async with asyncio.timeout(HANG):
        refused = await asyncio.gather(
            *(here.group_send("user.1", hello(n)) for n in range(100)), return_exceptions=True
        )
    assert {type(error) for error in refused} == {Unreachable}
    own_redis.child.send_signal(signal.SIGCONT)
    await receivers(here, "user.1", 1)
    # What hung in the stopped Redis may still come, ahead of what was sent after it.
    while await next_number(there, channel) != -1:
        pass


async def test_several_redis_servers_share_the_groups(own_redis: Redis) -> None:
    other = Redis()
    here, there = (ChannelLayer(hosts=[own_redis.url, other.url]) for _ in range(2))
    groups = [f"user.{number}" for number in range(20)]
    channel = await join(there, *groups)
    assert await asyncio.gather(*(here.group_send(group, hello(1)) for group in groups)) == [1] * 20
    assert [await next_number(there, channel) for _ in groups] == [1] * 20
    for layer in (here, there):
        await layer.flush()
    other.stop()


async def test_another_database_number_hears_nothing(here: ChannelLayer, own_redis: Redis) -> None:
    url = own_redis.url.removesuffix("0") + "1"
    other = ChannelLayer(hosts=[url], prefix=channel_prefix([url]))
    await join(here, "user.1")
    await receivers(here, "user.1", 1)
    assert await other.group_send("user.1", hello()) == 0
    await join(other, "user.1")
    await receivers(other, "user.1", 1)
    assert await here.group_send("user.1", hello()) == 1
    await other.flush()
