"""The dispatch loop frees what it used at its end, without a garbage collection."""

import asyncio
import gc
import weakref
from contextlib import suppress
from typing import Any

from channels.exceptions import StopConsumer

from videochat.serving.dispatch import run_dispatch_loop


class Consumer:
    """Handles two sources' messages until one of them is the last."""

    async def handle(self, message: dict[str, Any]) -> None:
        if message["type"] == "last":
            raise StopConsumer

    async def silence(self) -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    async def end(self) -> dict[str, Any]:
        return {"type": "last"}


async def test_an_ended_loop_leaves_no_reference_cycle() -> None:
    consumer = Consumer()
    left = weakref.ref(consumer)
    gc.disable()
    try:
        with suppress(StopConsumer):
            await run_dispatch_loop(consumer.handle, consumer.silence, consumer.end)
        del consumer
        await asyncio.sleep(0)
        assert left() is None
    finally:
        gc.enable()
