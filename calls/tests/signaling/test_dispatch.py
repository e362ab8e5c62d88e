"""The dispatch loop: one message at a time, in order, and nothing left at its end."""

import asyncio
import gc
import weakref
from contextlib import suppress
from typing import Any

import pytest
from channels.exceptions import StopConsumer
from django.utils.translation import get_language, override

from calls.tests.harness.process import HANG
from videochat.serving.dispatch import MAX_MESSAGES_IN_A_ROW, DispatchLoop


class Consumer:
    """Handles messages until its client sends the last."""

    def __init__(self) -> None:
        self.events = asyncio.Queue[dict[str, Any]]()
        self.handled: list[str] = []
        self.languages: list[str | None] = []
        self.at_once = 0
        self.progress = asyncio.Event()
        self.loop = DispatchLoop(self.handle)

    async def handle(self, message: dict[str, Any]) -> None:
        self.at_once += 1
        assert self.at_once == 1
        await asyncio.sleep(0)
        self.at_once -= 1
        self.handled.append(message["type"])
        self.languages.append(get_language())
        self.progress.set()
        if message["type"] == "last":
            raise StopConsumer
        if message["type"] == "broken":
            raise ValueError("as it was asked to")
        if message["type"] == "endless":
            await asyncio.Event().wait()

    async def until_handled(self, count: int) -> None:
        async with asyncio.timeout(HANG):
            while len(self.handled) < count:
                self.progress.clear()
                await self.progress.wait()

    def send(self, *types: str) -> None:
        for each in types:
            self.events.put_nowait({"type": each})

    def deliver(self, *types: str) -> None:
        for each in types:
            self.loop.deliver({"type": each})


async def test_an_ended_loop_leaves_no_reference_cycle() -> None:
    consumer = Consumer()
    left = weakref.ref(consumer)
    gc.disable()
    try:
        consumer.deliver("message")
        consumer.send("event", "last")
        with suppress(StopConsumer):
            await consumer.loop.run(consumer.events.get)
        del consumer
        await asyncio.sleep(0)
        assert left() is None
    finally:
        gc.enable()


async def test_a_message_that_cannot_be_handled_ends_the_loop() -> None:
    consumer = Consumer()
    left = weakref.ref(consumer)
    gc.disable()
    try:
        consumer.deliver("message", "broken", "next")
        async with asyncio.timeout(HANG):
            with pytest.raises(ValueError, match="asked to"):
                await consumer.loop.run(consumer.events.get)
        consumer.deliver("late")
        for _ in range(5):
            await asyncio.sleep(0)
        assert consumer.handled == ["message", "broken"]
        assert (task := asyncio.current_task()) and not task.cancelling()
        del consumer
        await asyncio.sleep(0)
        assert left() is None
    finally:
        gc.enable()


async def test_a_loop_that_is_cancelled_as_a_message_fails_is_cancelled() -> None:
    consumer = Consumer()
    running = asyncio.create_task(consumer.loop.run(consumer.events.get))
    consumer.deliver("broken")
    await consumer.until_handled(1)
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()


async def test_messages_of_both_sources_are_handled_one_at_a_time_and_in_order() -> None:
    consumer = Consumer()
    messages = [f"message {n}" for n in range(3 * MAX_MESSAGES_IN_A_ROW)]
    events = [f"event {n}" for n in range(3 * MAX_MESSAGES_IN_A_ROW)]
    running = asyncio.create_task(consumer.loop.run(consumer.events.get))
    for message, event in zip(messages, events, strict=True):
        consumer.deliver(message)
        consumer.send(event)
        if message.endswith(("5", "9")):
            await asyncio.sleep(0)
    await consumer.until_handled(len(messages) + len(events))
    assert [each for each in consumer.handled if each in messages] == messages
    assert [each for each in consumer.handled if each in events] == events
    consumer.send("last")
    await asyncio.wait([running])


async def test_a_cancelled_loop_handles_nothing_more() -> None:
    consumer = Consumer()
    running = asyncio.create_task(consumer.loop.run(consumer.events.get))
    consumer.deliver("endless", "waits")
    await consumer.until_handled(1)
    running.cancel()
    await asyncio.wait([running])
    consumer.deliver("late")
    for _ in range(5):
        await asyncio.sleep(0)
    assert consumer.handled == ["endless"]


async def test_a_message_is_handled_in_the_language_of_its_receiver() -> None:
    with override("zh-hans"):
        consumer = Consumer()
    with override("en"):
        consumer.deliver("message")
    await consumer.until_handled(1)
    assert consumer.languages == ["zh-hans"]


async def test_what_needs_no_waiting_is_handled_at_once_but_never_before_an_earlier_message() -> None:
    consumer = Consumer()

    def try_handle(message: dict[str, Any]) -> bool:
        is_quick: bool = message["type"].startswith("quick")
        if is_quick:
            consumer.handled.append(message["type"])
        return is_quick

    consumer.loop = DispatchLoop(consumer.handle, try_handle)
    running = asyncio.create_task(consumer.loop.run(consumer.events.get))
    consumer.deliver("quick")
    assert consumer.handled == ["quick"]
    assert consumer.loop.try_handle({"type": "quick event"})
    messages = [f"slow {n}" for n in range(3 * MAX_MESSAGES_IN_A_ROW)]
    consumer.deliver(*messages)
    assert not consumer.loop.try_handle({"type": "quick event"})
    for turn in range(5 * MAX_MESSAGES_IN_A_ROW):
        await asyncio.sleep(0)
        messages.append(f"quick {turn}")
        consumer.deliver(messages[-1])
    while len(consumer.handled) < len(messages) + 2:  # noqa: ASYNC110
        await asyncio.sleep(0)
    consumer.send("last")
    with suppress(StopConsumer):
        await running
    assert consumer.handled == ["quick", "quick event", *messages, "last"]
    consumer.deliver("quick")
    assert consumer.handled[-1] == "last"
