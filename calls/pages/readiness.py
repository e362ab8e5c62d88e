"""Checks whether the database and the message layer answer in time, and whether pages have their files."""

import asyncio
import logging
import time
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor

from channels.layers import get_channel_layer
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import OperationalError, connection

from videochat.outage import Service

PATH = "/readyz"
TIMEOUT_SECONDS = 2
#: A result is reused for this time, so that many probes do not keep the database busy.
KEEP_SECONDS = 1.0
#: Separate from `outage.database` and `outage.layer`, which the worker updates and acts on.
_services = {
    "database": Service("Readiness: the database"),
    "layer": Service("Readiness: the message layer"),
    "static_files": Service("Readiness: the static files"),
}

#: A database that hangs blocks this thread only, and no consumer's query.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="readiness")


#: The latest check, and when it began.
_latest: tuple[asyncio.Task[dict[str, str]], float] | None = None
_clock = time.monotonic


async def check() -> dict[str, str]:
    """ "ok" or "down" for each service, within TIMEOUT_SECONDS; at most KEEP_SECONDS old."""
    global _latest
    now, loop = _clock(), asyncio.get_running_loop()
    if _latest is None or _is_too_old(*_latest, now) or _latest[0].get_loop() is not loop:
        _latest = loop.create_task(_check()), now
    # Shielded, because other probes may wait for the same check.
    return await asyncio.shield(_latest[0])


def _is_too_old(task: asyncio.Task[dict[str, str]], began: float, now: float) -> bool:
    return task.done() and now - began > KEEP_SECONDS


async def _check() -> dict[str, str]:
    database = asyncio.get_running_loop().run_in_executor(_thread, _query_database)
    checks = {"database": database, "layer": _send_through_layer(), "static_files": _look_up_static_file()}
    states = await asyncio.gather(*(_state(name, answer) for name, answer in checks.items()))
    return dict(zip(checks, states, strict=True))


async def _state(name: str, answer: Awaitable[None]) -> str:
    try:
        await asyncio.wait_for(answer, TIMEOUT_SECONDS)
    except Exception as error:  # whatever a driver raises, the service is not usable
        _services[name].mark_unavailable(error)
        return "down"
    _services[name].mark_available()
    return "ok"


class HideReadinessErrors(logging.Filter):
    """Django logs each response of 500 and above: in an outage, each probe would be logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(getattr(record, "request", None), "path", "") != PATH


def _query_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only" if connection.vendor == "postgresql" else "SELECT 1")
            if cursor.fetchone() == ("on",):
                raise OperationalError("the database is read-only")
    finally:
        # Django returns connections to the pool at the end of a request, which this thread has not.
        connection.close()


async def _look_up_static_file() -> None:
    """Raises ValueError if no static files are collected: then every page is an error."""
    staticfiles_storage.url("calls/main.js")


async def _send_through_layer() -> None:
    """Send a message to ourselves: a connection that stands may still deliver nothing."""
    layer = get_channel_layer()
    # First a message to a group, which leaves nothing behind if it fails. A channel would stay.
    await layer.group_send("readiness", {"type": "readiness"})
    channel = await layer.new_channel()
    received = asyncio.Event()

    async def receive() -> None:
        while True:
            await layer.receive(channel)
            received.set()

    receiving = asyncio.create_task(receive())
    try:
        await layer.send(channel, {"type": "readiness"})
        await received.wait()
    finally:
        # A channel is given up by cancelling its receive(), which must have begun.
        await asyncio.sleep(0)
        receiving.cancel()
