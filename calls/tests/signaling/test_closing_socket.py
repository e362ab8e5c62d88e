"""A socket that closes while it is being sent to raises nothing; one that fails is closed."""

import asyncio
import gc
import weakref
from typing import Any
from uuid import uuid4

import pytest
from autobahn.exception import Disconnected
from channels.exceptions import StopConsumer
from pytest_django import Settings

from calls.accounts.authentication import AuthenticatedSession
from calls.actions.outcome import Actor
from calls.group_membership import GroupMembership
from calls.models import User
from calls.protocol.close_codes import CloseCode
from calls.signaling import json_consumer
from calls.signaling.consumer import SignalingConsumer
from calls.signaling.handshake.hello import renew_ice
from calls.signaling.json_consumer import JsonConsumer
from calls.worker.client import Client


async def closed(_message: dict[str, Any]) -> None:
    raise Disconnected("Attempt to send on a closed protocol")


async def test_what_cannot_be_sent_any_more_is_dropped() -> None:
    consumer = SignalingConsumer()
    consumer.client = Client(
        Actor(User(username="alice"), str(uuid4())), AuthenticatedSession("session", 1, "password", "")
    )
    consumer.ready, consumer.base_send = True, closed
    await consumer.dispatch({"type": "calls.notice", "text": "{}", "skip": ""})
    await consumer.dispatch({"type": "websocket.receive", "text": "no JSON"})


async def test_a_socket_whose_connection_fails_unexpectedly_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def fail(_self: SignalingConsumer) -> None:
        raise ValueError("as it was asked to")

    monkeypatch.setattr(SignalingConsumer, "connect", fail)
    consumer = SignalingConsumer()
    consumer.base_send = send
    await consumer.dispatch({"type": "websocket.connect"})
    assert sent == [{"type": "websocket.accept"}, {"type": "websocket.close", "code": CloseCode.UNAVAILABLE}]


class Layer:
    """Knows its local channels, and lets nobody leave a group."""

    def __init__(self) -> None:
        self.channels: set[str] = set()

    def new_local_channel(self, _deliver: Any) -> str:
        self.channels.add("local")
        return "local"

    def close_local_channel(self, channel: str) -> None:
        self.channels.remove(channel)

    async def group_discard(self, _group: str, _channel: str) -> None:
        raise ValueError("as it was asked to")


async def test_a_socket_that_fails_to_leave_its_groups_closes_its_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    layer, consumer = Layer(), JsonConsumer()

    async def receive() -> dict[str, Any]:
        membership = GroupMembership(layer, consumer.channel_name)
        membership.groups.add("group")
        consumer.memberships.append(membership)
        raise StopConsumer

    monkeypatch.setattr(json_consumer, "get_channel_layer", lambda: layer)
    with pytest.raises(ValueError, match="asked to"):
        await consumer({"type": "websocket"}, receive, closed)
    assert layer.channels == set()


async def test_a_closed_socket_leaves_no_reference_cycle(settings: Settings) -> None:
    """The garbage collector would come late: thousands of sockets may close at once."""
    settings.TURN_URLS = ["turn:localhost"]
    consumer = SignalingConsumer()
    consumer.background = {asyncio.create_task(renew_ice(consumer.reply, "party"))}
    await asyncio.sleep(0)
    closed_consumer = weakref.ref(consumer)
    gc.disable()
    try:
        await consumer.clean_up()
        del consumer
        await asyncio.sleep(0.01)
        assert closed_consumer() is None
    finally:
        gc.enable()
