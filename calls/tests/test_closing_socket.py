"""A socket that closes while something is on its way to it: daphne's protocol refuses to send, and nobody minds."""

from typing import Any

from autobahn.exception import Disconnected

from calls.signaling.consumer import SignalingConsumer


async def closed(_message: dict[str, Any]) -> None:
    raise Disconnected("Attempt to send on a closed protocol")


async def test_what_cannot_be_sent_any_more_is_dropped() -> None:
    consumer = SignalingConsumer()
    consumer.party, consumer.base_send = "", closed
    await consumer.dispatch({"type": "calls.notice", "text": "{}", "skip": ""})
    await consumer.dispatch({"type": "websocket.receive", "text": "no JSON"})
