"""One tab's socket: parse, act, deliver, answer an error. It decides nothing and never lets an exception out."""

import asyncio
import logging
import time
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from autobahn.exception import Disconnected
from channels.auth import logout
from channels.consumer import AsyncConsumer, get_handler_name
from channels.exceptions import StopConsumer
from channels.layers import get_channel_layer
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from calls.accounts import sessions
from calls.actions.end import end_signed_out
from calls.actions.other_devices import ended_elsewhere, other_devices
from calls.actions.perform import perform
from calls.actions.queries import Actor, reload_cached_call
from calls.actions.snapshot import CallSnapshot, take_snapshot
from calls.groups import GroupMembership, party_group, user_group
from calls.notifications import CachedCall, ReceivedNotification, deliver, superseded_event
from calls.presence.connections import NoAccount, TooManyTabs
from calls.presence.leases import AnotherWorker
from calls.presence.subscription import PresenceSubscription
from calls.protocol import messages, wire
from calls.protocol.messages import Json
from calls.protocol.wire import Refused
from calls.worker.process import worker
from calls.worker.sockets import Left
from videochat import outage
from videochat.database.query_queue import run_query
from videochat.layer.channel_layer import ChannelLayer
from videochat.outage import OUTAGE
from videochat.serving import limits
from videochat.serving.dispatch import run_dispatch_loop
from videochat.serving.scope import is_disconnected

from . import ice, party
from .call_cache import apply_notification
from .relay import is_meant, is_relayed, relay

logger = logging.getLogger(__name__)


#: Until the next attempt to close a party's older sockets while the message layer is away.
TAKE_OVER_AGAIN_SECONDS = 2.0
#: Until the next attempt to greet a client anew while the database is away.
GREET_AGAIN_SECONDS = 2.0


class Close:
    """Close codes (docs/protocol.md)."""

    SIGNED_OUT = 4401
    NOWHERE = 4404
    REPLACED = 4409
    TOO_MUCH = limits.TOO_MANY_REQUESTS
    UNAVAILABLE = 4503


def unavailable(call: UUID | None = None) -> Refused:
    return Refused("unavailable", _("That did not work. Please try again in a moment."), call)


class SignalingConsumer(AsyncConsumer):  # type: ignore[misc]  # Channels has no types
    def __init__(self) -> None:
        self.cached_call: CachedCall | None = None
        self.connection: UUID | None = None
        self.welcome = False
        self.since = 0.0
        self.taking_over: asyncio.Task[None] | None = None
        self.refresh: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.party = ""
        try:
            self.scope, self.base_send, self.channel_layer = scope, send, get_channel_layer()
            self.channel_name = await self.channel_layer.new_channel()
            self.presence = PresenceSubscription(self.channel_layer, self.channel_name)
            self.membership = GroupMembership(self.channel_layer, self.channel_name)
            await run_dispatch_loop(self.dispatch, receive, partial(self.channel_layer.receive, self.channel_name))
        except StopConsumer:
            pass
        except OUTAGE as problem:
            outage.note(problem)
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": Close.UNAVAILABLE})
        finally:
            # Channels calls disconnect() neither after an exception nor when the task is cancelled.
            await self.clean_up()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Without Channels' hop to the database thread per message: only what touches the database pays for it."""
        try:
            await getattr(self, get_handler_name(message))(message)
        except (StopConsumer, asyncio.CancelledError):
            raise
        except Refused as refusal:
            await self.reply(refusal.as_message())
        except OUTAGE as problem:
            outage.note(problem)
            await self.reply(unavailable().as_message())
        except Exception:
            # Never out of here: the page would lose its socket (1011), and the person the call's thread.
            logger.exception("A frame could not be served")
            await self.reply(
                Refused("unavailable", _("Something went wrong on our side. Please try again.")).as_message()
            )

    async def websocket_connect(self, _event: Json) -> None:
        await self.send({"type": "websocket.accept"})
        try:
            await self.arrive()
        except (SignedOut, NoAccount):
            await self.close(Close.SIGNED_OUT)
        except Left:
            self.connection = None  # there is no row
        except AnotherWorker:
            await self.close(Close.UNAVAILABLE)
        except TooManyTabs:
            await self.close(Close.TOO_MUCH)
        except OUTAGE as problem:
            outage.note(problem)
            await self.close(Close.UNAVAILABLE)
        if self.welcome:
            self.taking_over = asyncio.create_task(self.take_over())
        if settings.TURN_URLS and self.welcome:
            self.refresh = asyncio.create_task(self.refresh_ice())

    async def arrive(self) -> None:
        user, self.admission = await worker.admit(self, self.session)
        self.party = party.from_query(self.scope["query_string"], user.pk)
        self.connection = uuid4()
        self.actor, self.me = Actor(user, self.party, self.connection), user.username
        await worker.ensure_running()
        # Listen first, then read the truth: what changes in between is told, not lost.
        await self.membership.join([user_group(user.pk), party_group(self.party)])
        snapshot, notifications = await worker.arrive(self, self.connection, self.device)
        self.since, self.welcome = worker.connections[self.connection].since.timestamp(), True
        await self.greet(snapshot)
        await deliver(notifications)

    async def websocket_receive(self, event: Json) -> None:
        if not self.welcome:
            return  # turned away; what still comes is not heard
        message = wire.parse(event.get("text"))
        match message:
            case messages.Ping():
                await self.reply({"type": "pong"})
            case messages.Login():
                await self.reply({"type": "login", "success": message.name == self.actor.user.username})
            case _ if not worker.recording and not is_relayed(self.cached_call, message):
                raise unavailable(getattr(message, "call", None))
            case messages.Sync():
                await self.greet(await run_query(take_snapshot, self.actor))
            case messages.Devices():
                devices = await run_query(other_devices, self.actor)
                await self.reply({"type": "devices", "devices": devices})
            case messages.People():
                await self.reply(await self.presence.show_page(self.actor.user.pk, message))
            case _ if is_relayed(self.cached_call, message):
                await self.pass_on(message)
            case _:
                await self.act(message)

    async def take_over(self) -> None:
        """Close the party's older sockets. Not those that came later: this one's client may have given up waiting."""
        while True:
            try:
                await self.channel_layer.group_send(party_group(self.party), superseded_event(self.since))
                return
            except OUTAGE:  # it can wait: of the party's sockets only this one has a client
                await asyncio.sleep(TAKE_OVER_AGAIN_SECONDS)

    async def websocket_disconnect(self, event: Json) -> None:
        if event.get("reason") == limits.FLOODED and self.session:
            worker.cut_off.start(self.session)
        raise StopConsumer

    async def calls_relay(self, event: Json) -> None:
        if is_meant(self.cached_call, event):
            await self.send({"type": "websocket.send", "text": event["text"]})

    async def calls_notice(self, event: Json) -> None:
        received = ReceivedNotification.from_event(event)
        if received.exclude_party and received.exclude_party == self.party:
            return
        try:
            self.cached_call, heard = await apply_notification(
                self.cached_call, received, partial(run_query, reload_cached_call, self.actor)
            )
        except OUTAGE as problem:  # whether it is so, the record will say
            outage.note(problem)
            return self.greet_later()
        if heard:
            await self.send({"type": "websocket.send", "text": received.text})

    async def calls_superseded(self, event: Json) -> None:
        if self.since < event["since"]:
            await self.close(Close.REPLACED)

    async def calls_sign_out(self, _event: Json) -> None:
        session = sessions.SessionStore(self.admission.session)
        await logout({"session": session, "user": self.actor.user})
        # As the clock does for those who are signed out elsewhere; it may not see this one any more.
        await deliver(await run_query(end_signed_out, self.actor))
        await self.turn_out()

    def gone(self) -> bool:
        return is_disconnected(self.scope)

    async def turn_out(self) -> None:
        self.welcome = False
        await self.close(Close.SIGNED_OUT)

    async def call_over(self, call: str, reason: str) -> None:
        if self.cached_call and self.cached_call.call == call:
            name, self.cached_call = self.cached_call.peer_name, None
            await self.reply({"type": "leave", "call": call, "name": name, "reason": reason})
            await deliver([ended_elsewhere(self.actor.user.pk, call, name, exclude_party=self.party)])

    def greet_anew(self) -> None:
        if isinstance(self.channel_layer, ChannelLayer):  # the other one has no gaps
            self.channel_layer.put(self.channel_name, {"type": "calls.greet"})

    async def calls_greet(self, _event: Json) -> None:
        if not self.welcome:
            return
        try:
            await self.greet(await run_query(take_snapshot, self.actor))
        except OUTAGE as problem:
            outage.note(problem)
            self.greet_later()

    def greet_later(self) -> None:
        asyncio.get_running_loop().call_later(GREET_AGAIN_SECONDS, self.greet_anew)

    async def act(self, message: messages.Message) -> None:
        outcome = await run_query(perform, self.actor, message)
        self.cached_call = outcome.call
        for reply in outcome.replies:
            await self.reply(reply)
        await deliver(outcome.notifications)
        if isinstance(message, messages.Answer):  # it was the acceptance, too
            await self.pass_on(message)

    async def pass_on(self, message: Any) -> None:
        group, event = relay(self.me, self.party, self.cached_call, message)
        await self.channel_layer.group_send(group, event)

    async def greet(self, snapshot: CallSnapshot) -> None:
        self.cached_call = snapshot.cached
        user = self.actor.user
        token = party.token(self.party, user.pk)
        hello = {
            "type": "hello",
            "name": user.username,
            "party": token,
            "call": snapshot.call,
            "missed": snapshot.missed,
        }
        await self.reply(hello | {"ice": self.ice()})

    def ice(self) -> dict[str, Any]:
        # The user part is opaque: a TURN server's log should not hold people's names.
        servers = ice.ice_servers(settings.STUN_URLS, settings.TURN_URLS, settings.TURN_SECRET, self.party, time.time())
        return {"servers": servers, "ttl": ice.TTL}

    async def refresh_ice(self) -> None:
        while True:
            await asyncio.sleep(ice.TTL / 2)
            await self.reply({"type": "ice", **self.ice()})

    async def send(self, message: Json) -> None:
        # A socket may close while something is on its way to it; the word of its end is then on its way to us.
        with suppress(Disconnected):
            await super().send(message)

    async def reply(self, message: Json) -> None:
        await self.send({"type": "websocket.send", "text": wire.encode(message)})

    async def close(self, code: int) -> None:
        await self.send({"type": "websocket.close", "code": code})

    @property
    def session(self) -> str:
        return str(self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, ""))

    @property
    def device(self) -> str:
        headers = dict(self.scope["headers"])
        return str(headers.get(b"user-agent", b"").decode("latin-1"))[:200]

    async def clean_up(self) -> None:
        """Runs whatever ended the socket. What fails here, the worker tries again."""
        for task in (self.refresh, self.taking_over):
            if task:
                task.cancel()
        if not self.party:
            return
        try:
            if self.connection:
                await deliver(await worker.depart(self.actor, self.connection))
        except OUTAGE as problem:
            outage.note(problem)
        finally:
            await self.membership.leave_all()
            await self.presence.membership.leave_all()
