"""The signalling socket of one tab, from its connection to its clean-up."""

import asyncio
import logging
from functools import partial
from uuid import UUID, uuid4

from channels.auth import logout
from channels.exceptions import StopConsumer
from django.conf import settings

from calls.accounts import sessions
from calls.accounts.authentication import SignedOut
from calls.actions.end import end_signed_out
from calls.actions.other_devices import ended_elsewhere
from calls.actions.queries import Actor, reload_cached_call
from calls.groups import GroupMembership, party_group, user_group
from calls.notifications import ReceivedNotification, deliver
from calls.presence.connections import NoAccount, TooManyTabs
from calls.presence.leases import AnotherWorker
from calls.presence.subscription import PresenceSubscription
from calls.protocol.close_codes import CloseCode
from calls.protocol.messages import Json
from calls.protocol.wire import parse
from calls.worker.disconnected import ClientDisconnected
from calls.worker.process import worker
from calls.worker.socket_registry import Client
from videochat import outage
from videochat.database.query_queue import run_query
from videochat.layer.channel_layer import ChannelLayer
from videochat.outage import OUTAGE
from videochat.serving import limits

from . import party
from .call_cache import apply_notification
from .greeting import hello_message, renew_ice
from .json_consumer import JsonConsumer
from .message_handler import MessageHandler
from .relay import is_meant
from .takeover import close_older_sockets

logger = logging.getLogger(__name__)

#: Until the next attempt to send the current state while the database is away.
GREETING_RETRY_SECONDS = 2.0

CLOSE_CODES: dict[type[Exception], CloseCode] = {
    SignedOut: CloseCode.SIGNED_OUT,
    NoAccount: CloseCode.SIGNED_OUT,
    TooManyTabs: CloseCode.TOO_MANY_REQUESTS,
    AnotherWorker: CloseCode.UNAVAILABLE,
}


class SignalingConsumer(JsonConsumer):
    client: Client
    handler: MessageHandler

    def __init__(self) -> None:
        #: The key of its row; None while there is none.
        self.connection: UUID | None = None
        #: When it connected, in seconds by the database's clock.
        self.since = 0.0
        #: Whether the client has been greeted, and has not been signed out since.
        self.greeted = False
        self.background: list[asyncio.Task[None]] = []

    async def websocket_connect(self, _event: Json) -> None:
        await self.accept()
        try:
            await self.connect()
        except ClientDisconnected:
            self.connection = None
        except tuple(CLOSE_CODES) as refusal:
            await self.close(CLOSE_CODES[type(refusal)])
        except OUTAGE as problem:
            outage.note(problem)
            await self.close(CloseCode.UNAVAILABLE)
        except Exception:
            logger.exception("A socket could not be connected")
            await self.close(CloseCode.UNAVAILABLE)
        if self.greeted:
            name = self.client.actor.party
            takeover = close_older_sockets(self.channel_layer, name, self.since)
            self.background = [asyncio.create_task(each) for each in (takeover, renew_ice(self.reply, name))]

    async def connect(self) -> None:
        """Raises what `websocket_connect` turns into a close code."""
        await worker.ensure_running()
        user, session = await worker.authenticate(self, self.cookie)
        self.connection = uuid4()
        actor = Actor(user, party.from_query(self.scope["query_string"], user.pk), self.connection)
        self.client = Client(actor, session)
        # Subscribe before reading the state, so that no change is missed.
        await self.join_groups()
        self.since, snapshot, notifications = await worker.connect(self, self.connection, self.device)
        self.client.cached_call, self.greeted = snapshot.cached, True
        await self.reply(hello_message(actor, snapshot))
        await deliver(notifications)

    async def join_groups(self) -> None:
        own = GroupMembership(self.channel_layer, self.channel_name)
        presence = PresenceSubscription(self.channel_layer, self.channel_name)
        self.memberships += [own, presence.membership]
        self.handler = MessageHandler(self.client, presence)
        await own.join([user_group(self.client.actor.user.pk), party_group(self.client.actor.party)])

    async def websocket_receive(self, event: Json) -> None:
        if not self.greeted:
            return  # refused or signed out: what the client still sends is ignored
        response = await self.handler.handle(parse(event.get("text")))
        for reply in response.replies:
            await self.reply(reply)
        await deliver(response.notifications)
        if response.relayed:
            await self.channel_layer.group_send(*self.handler.relay(response.relayed))

    async def websocket_disconnect(self, event: Json) -> None:
        if event.get("reason") == limits.FLOODED and self.cookie:
            worker.cooldown.start(self.cookie)
        raise StopConsumer

    async def calls_relay(self, event: Json) -> None:
        if is_meant(self.client.cached_call, event):
            await self.send_text(event["text"])

    async def calls_notice(self, event: Json) -> None:
        received, client = ReceivedNotification.from_event(event), self.client
        if received.exclude_party and received.exclude_party == client.actor.party:
            return
        reload = partial(run_query, reload_cached_call, client.actor)
        try:
            client.cached_call, is_told = await apply_notification(client.cached_call, received, reload)
        except OUTAGE as problem:  # the next greeting will say whether it was true
            outage.note(problem)
            return self.request_greeting_later()
        if is_told:
            await self.send_text(received.text)

    async def calls_superseded(self, event: Json) -> None:
        if self.since < event["since"]:
            await self.close(CloseCode.REPLACED)

    async def calls_sign_out(self, _event: Json) -> None:
        actor = self.client.actor
        await logout({"session": sessions.SessionStore(self.client.session.key), "user": actor.user})
        # The review of sessions does the same for other sign-outs; it may not see this one any more.
        await deliver(await run_query(end_signed_out, actor))
        await self.close_signed_out()

    async def calls_greet(self, _event: Json) -> None:
        if not self.greeted:
            return
        try:
            await self.reply(await self.handler.greet())
        except OUTAGE as problem:
            outage.note(problem)
            self.request_greeting_later()

    async def close_signed_out(self) -> None:
        self.greeted = False
        await self.close(CloseCode.SIGNED_OUT)

    async def report_call_ended(self, call: str, reason: str) -> None:
        client, cached = self.client, self.client.cached_call
        if cached and cached.call == call:
            client.cached_call = None
            await self.reply({"type": "leave", "call": call, "name": cached.peer_name, "reason": reason})
            user, name = client.actor.user.pk, cached.peer_name
            await deliver([ended_elsewhere(user, call, name, exclude_party=client.actor.party)])

    def request_greeting(self) -> None:
        if isinstance(self.channel_layer, ChannelLayer):  # the in-memory layer has no gaps
            self.channel_layer.put(self.channel_name, {"type": "calls.greet"})

    def request_greeting_later(self) -> None:
        asyncio.get_running_loop().call_later(GREETING_RETRY_SECONDS, self.request_greeting)

    @property
    def cookie(self) -> str:
        return str(self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, ""))

    @property
    def device(self) -> str:
        headers = dict(self.scope["headers"])
        return str(headers.get(b"user-agent", b"").decode("latin-1"))[:200]

    async def clean_up(self) -> None:
        for task in self.background:
            task.cancel()
        if self.connection:
            try:
                await deliver(await worker.disconnect(self.client.actor, self.connection))
            except OUTAGE as problem:  # the worker tries again
                outage.note(problem)
