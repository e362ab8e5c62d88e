"""A socket hears of its groups for as long as it lives, whatever the clock says: on both layers."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from calls.tests.harness.process import HANG
from calls.tests.harness.services import Redis
from videochat.layer.channel_layer import ChannelLayer

HOUR = 3600


@pytest.fixture(params=["memory", "redis"])
async def layer(request: pytest.FixtureRequest) -> AsyncIterator[Any]:
    if request.param == "redis":
        redis: Redis = request.getfixturevalue("redis")
        found: Any = ChannelLayer(hosts=[redis.url])
    else:
        configured: dict[str, Any] = settings.CHANNEL_LAYERS["default"]
        found = import_string(configured["BACKEND"])(**configured.get("CONFIG", {}))
    yield found
    await found.flush()


class Clock:
    """The system's clock, which a test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = 0.0
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + self.ahead)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


async def heard(layer: Any, channel: str) -> str:
    async with asyncio.timeout(HANG):
        message: dict[str, str] = await layer.receive(channel)
        return message["text"]


@pytest.mark.parametrize("hours", [25, -1, 24 * 365])
async def test_a_group_does_not_expire(layer: Any, clock: Clock, hours: int) -> None:
    channel = await layer.new_channel()
    await layer.group_add("user.1", channel)
    listening = asyncio.create_task(heard(layer, channel))
    await asyncio.sleep(0)
    clock.ahead = hours * HOUR
    await layer.group_send("user.1", {"type": "calls.test", "text": "rings"})
    assert await listening == "rings"


async def test_a_message_that_was_not_read_for_long_is_delivered(layer: Any, clock: Clock) -> None:
    channel = await layer.new_channel()
    await layer.group_add("user.1", channel)
    for text in ("first", "second", "third"):
        await layer.group_send("user.1", {"type": "calls.test", "text": text})
        clock.ahead += 61
    assert [await heard(layer, channel) for _ in range(3)] == ["first", "second", "third"]


async def test_a_local_channel_hears_of_its_groups_until_it_is_closed(layer: Any) -> None:
    open_one, closed = list[str](), list[str]()
    channels = [layer.new_local_channel(lambda message, to=to: to.append(message["text"])) for to in (open_one, closed)]
    for channel in channels:
        await layer.group_add("user.1", channel)
    await layer.group_send("user.1", {"type": "calls.test", "text": "to both"})
    layer.close_local_channel(channels[1])
    await layer.group_send("user.1", {"type": "calls.test", "text": "to one"})
    assert (open_one, closed) == (["to both", "to one"], ["to both"])
