"""Production's settings with a channel layer that damages one message about a call in five.

It drops, doubles, delays or reorders it. A client must cope with the loss of any message.
"""

import asyncio
import os
import random
from collections.abc import Coroutine
from typing import Any

from videochat.layer.channel_layer import ChannelLayer

from .production import *  # noqa: F403

AFFECTED = ("calls.relay", "calls.notice")
CHANCE = 0.2
#: Seconds.
MAX_DELAY = 1.0
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "calls.tests.harness.programs.lossy.LossyLayer",
        "CONFIG": {"hosts": [os.environ["REDIS_URL"]] if "REDIS_URL" in os.environ else [], "broadcast": "watch."},
    }
}


class LossyLayer(ChannelLayer):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dice = random.Random(os.getpid())  # noqa: S311
        #: Messages that go out after the next one.
        self.held: list[tuple[str, dict[str, Any]]] = []
        self.late: set[asyncio.Task[int]] = set()

    async def group_send(self, group: str, message: dict[str, Any]) -> int:
        if message["type"] not in AFFECTED or self.dice.random() >= CHANCE:
            return await self.pass_on(group, message)
        fate = self.dice.choice(("drop", "double", "delay", "hold"))
        if fate == "double":
            await self.pass_on(group, message)
            return await self.pass_on(group, message)
        if fate == "delay":
            self.begin(self.later(group, message, self.dice.uniform(0, MAX_DELAY)))
        if fate == "hold":
            self.held.append((group, message))
        return 1

    async def send_to_member(self, group: str, message: dict[str, Any]) -> None:
        await self.group_send(group, message)

    def send_to_member_now(self, group: str, message: dict[str, Any], _on_failure: object) -> None:
        self.begin(self.group_send(group, message))

    def begin(self, sending: Coroutine[Any, Any, int]) -> None:
        task = asyncio.create_task(sending)
        self.late.add(task)
        task.add_done_callback(self.late.discard)

    async def pass_on(self, group: str, message: dict[str, Any]) -> int:
        held, self.held = self.held, []
        receivers = await super().group_send(group, message)
        for one in held:
            await super().group_send(*one)
        return receivers

    async def later(self, group: str, message: dict[str, Any], seconds: float) -> int:
        await asyncio.sleep(seconds)
        return await self.pass_on(group, message)
