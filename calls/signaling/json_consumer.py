"""The socket's adapter: accepts, sends JSON, closes, answers exceptions, and cleans up."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from autobahn.exception import Disconnected
from channels.consumer import AsyncConsumer, get_handler_name
from channels.exceptions import StopConsumer
from channels.layers import get_channel_layer
from django.utils.translation import gettext_lazy as _

from calls.group_membership import GroupMembership
from calls.protocol.close_codes import CloseCode
from calls.protocol.errors import Refused
from calls.protocol.json_frames import encode
from calls.protocol.messages import Json
from videochat import outage
from videochat.outage import OUTAGE_ERRORS
from videochat.serving.dispatch import DispatchLoop
from videochat.serving.scope import handle_at_once, is_disconnected, sender

logger = logging.getLogger(__name__)


def unavailable(call: UUID | None = None) -> Refused:
    return Refused("unavailable", _("That did not work. Please try again in a moment."), call)


def internal_error() -> Refused:
    return Refused("unavailable", _("Something went wrong on our side. Please try again."))


class JsonConsumer(AsyncConsumer):  # type: ignore[misc]  # Channels has no types
    #: Sends a text frame without a task; only our own server can.
    send_now: Callable[[str], None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        #: Left when the socket closes.
        self.memberships: list[GroupMembership] = []
        try:
            self.scope, self.base_send, self.channel_layer = scope, send, get_channel_layer()
            self.dispatch_loop, self.send_now = DispatchLoop(self.dispatch, self.try_handle), sender(scope)
            handle_at_once(scope, self.dispatch_loop.try_handle)
            self.channel_name = self.channel_layer.new_local_channel(self.dispatch_loop.deliver)
            await self.dispatch_loop.run(receive)
        except StopConsumer:
            pass
        except OUTAGE_ERRORS as problem:
            outage.record(problem)
            await self.accept()
            await self.close(CloseCode.UNAVAILABLE)
        finally:
            handle_at_once(scope, None)  # it would be a reference cycle
            # Channels calls disconnect() neither after an exception nor when the task is cancelled.
            try:
                await self._leave()
            finally:
                self.channel_layer.close_local_channel(self.channel_name)

    async def _leave(self) -> None:
        try:
            await self.clean_up()
        finally:
            for membership in self.memberships:
                await membership.leave_all()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Channels' own goes to the database's thread for each message, which is slow."""
        try:
            await getattr(self, get_handler_name(message))(message)
        except (StopConsumer, asyncio.CancelledError):
            raise
        except Refused as refusal:
            await self.reply(refusal.as_message())
        except OUTAGE_ERRORS as problem:
            outage.record(problem)
            await self.reply(unavailable().as_message())
        except Exception:
            # An exception that left this method would close the socket with 1011.
            logger.exception("A frame could not be handled")
            await self.reply(internal_error().as_message())

    def try_handle(self, message: Json) -> bool:
        """Handle a message at once if that needs no waiting, no language and no answer. It raises nothing."""
        return False

    async def clean_up(self) -> None:
        """Called once, whatever ended the socket."""

    async def accept(self) -> None:
        await self.send({"type": "websocket.accept"})

    async def send(self, message: Json) -> None:
        # The socket may have closed just now. The disconnect event is then on its way.
        with suppress(Disconnected):
            await super().send(message)

    async def send_text(self, text: str) -> None:
        if self.send_now:
            self.send_now(text)
        else:
            await self.send({"type": "websocket.send", "text": text})

    async def reply(self, message: Json) -> None:
        await self.send_text(encode(message))

    async def close(self, code: CloseCode) -> None:
        await self.send({"type": "websocket.close", "code": int(code)})

    def is_disconnected(self) -> bool:
        return is_disconnected(self.scope)
