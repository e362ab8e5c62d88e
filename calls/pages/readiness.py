"""Whether the database and the message layer answer in time; it repairs nothing, and says a change once."""

import asyncio
import logging
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor

from channels.layers import get_channel_layer
from django.db import connection

from videochat.outage import Service

PATH = "/readyz"
PATIENCE_SECONDS = 2
#: Not what the worker knows of the two: that one it has found out by what it does, and acts on it.
_found = {"database": Service("Readiness: the database"), "layer": Service("Readiness: the message layer")}

#: One thread of its own: a database that hangs must hold up neither the consumers' queries nor more
#: than one thread.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="readiness")


async def check() -> dict[str, str]:
    """ "ok" or "down" for each part, after two seconds at the latest."""
    database = asyncio.get_running_loop().run_in_executor(_thread, _ask_database)
    answers = await asyncio.gather(_state("database", database), _state("layer", _ask_layer()))
    return dict(zip(("database", "layer"), answers, strict=True))


async def _state(name: str, question: Awaitable[None]) -> str:
    try:
        await asyncio.wait_for(question, PATIENCE_SECONDS)
    except Exception as error:  # whatever a driver raises, the part is not usable
        _found[name].lost(error)
        return "down"
    _found[name].found()
    return "ok"


class HideReadinessErrors(logging.Filter):
    """Django logs each answer of 500 and above: of these one would come every few seconds."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(getattr(record, "request", None), "path", "") != PATH


def _ask_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        # This thread sees no end of a request, which is when Django gives connections back.
        connection.close()


async def _ask_layer() -> None:
    """A message to ourselves and back: that a connection stands does not show that messages arrive."""
    layer = get_channel_layer()
    # First what leaves no trace where it fails: a channel that was asked for in vain stays with the
    # layer.
    await layer.group_send("readiness", {"type": "readiness"})
    channel = await layer.new_channel()
    answered = asyncio.Event()

    async def listen() -> None:
        while True:
            await layer.receive(channel)
            answered.set()

    listener = asyncio.create_task(listen())
    try:
        await layer.send(channel, {"type": "readiness"})
        await answered.wait()
    finally:
        # The layers know one way only to give a channel up: cancel its receive, which must have
        # begun.
        await asyncio.sleep(0)
        listener.cancel()
