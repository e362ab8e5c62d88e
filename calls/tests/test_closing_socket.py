"""A socket that closes while something is being sent to it raises no exception."""

from typing import Any
from uuid import uuid4

from autobahn.exception import Disconnected
from django.contrib.auth.models import User

from calls.accounts.authentication import AuthenticatedSession
from calls.actions.queries import Actor
from calls.signaling.consumer import SignalingConsumer
from calls.worker.socket_registry import Client


async def closed(_message: dict[str, Any]) -> None:
    raise Disconnected("Attempt to send on a closed protocol")


async def test_what_cannot_be_sent_any_more_is_dropped() -> None:
    consumer = SignalingConsumer()
    consumer.client = Client(
        Actor(User(username="alice"), str(uuid4())), AuthenticatedSession("session", 1, "password")
    )
    consumer.greeted, consumer.base_send = True, closed
    await consumer.dispatch({"type": "calls.notice", "text": "{}", "skip": ""})
    await consumer.dispatch({"type": "websocket.receive", "text": "no JSON"})
