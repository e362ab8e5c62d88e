"""The signalling socket of one tab, from its connection to its clean-up."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from channels.exceptions import StopConsumer
from django.conf import settings
from django.utils.translation import activate
from django.utils.translation import gettext_lazy as _

from calls.accounts.authentication import AuthenticatedSession, SignedOut
from calls.accounts.languages import of_query
from calls.actions.absence.socket_closed import DisconnectReason
from calls.actions.outcome import Actor
from calls.actions.queries import has_live_call
from calls.group_membership import GroupMembership
from calls.groups import party_group, user_group
from calls.notifications import deliver, superseded_event
from calls.presence.connecting import NoAccount, TooManyTabs
from calls.presence.leases import AnotherWorker
from calls.presence.people_list.subscription import PresenceSubscription
from calls.protocol.close_codes import CloseCode
from calls.protocol.errors import Refused
from calls.protocol.messages import Json, Ping
from calls.protocol.wire import parse
from calls.worker.client import Client
from calls.worker.run_if_connected import ClientDisconnected
from calls.worker.worker_process import worker_process
from videochat import outage
from videochat.database.query_queue import run_query
from videochat.outage import OUTAGE_ERRORS
from videochat.serving.limiting import limits
from videochat.serving.scope import charge

from .event_consumer import EventConsumer
from .handshake import party
from .handshake.hello import hello_message, renew_ice
from .handshake.network import network_name
from .heartbeat import Heartbeat
from .message_handler import MessageHandler

logger = logging.getLogger(__name__)

#: Until the next attempt to close a party's older sockets while the message layer is away.
TAKEOVER_RETRY_SECONDS = 2.0

#: The socket waits for its turn to connect.
QUEUED: Json = {"type": "queued"}

#: "Normal closure" and "going away" (RFC 6455, section 7.4.1). autobahn reads a close frame without
#: a code as the former.
CLOSED_BY_CLIENT = (1000, 1001)

CLOSE_CODES: dict[type[Exception], CloseCode] = {
    SignedOut: CloseCode.SIGNED_OUT,
    NoAccount: CloseCode.SIGNED_OUT,
    AnotherWorker: CloseCode.UNAVAILABLE,
}


class SignalingConsumer(EventConsumer):
    def __init__(self) -> None:
        #: The key of its row; None while there is none.
        self.connection: UUID | None = None
        #: Whether its party has had a socket before.
        self.returns = False
        self.background: set[asyncio.Task[None]] = set()
        self.heartbeat = Heartbeat()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        activate(of_query(scope["query_string"]))  # for this socket's task, and what it starts
        await super().__call__(scope, receive, send)

    async def websocket_connect(self, _event: Json) -> None:
        await self.accept()
        await self.close_unless_allowed(self.connect)
        if self.ready and self.returns:
            self.start(self.close_older_sockets())
        if self.ready and settings.TURN_URLS:
            self.start(renew_ice(self.reply, self.client.actor.party))

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.background.add(task)
        task.add_done_callback(self.background.discard)

    async def close_unless_allowed(self, connect: Callable[[], Awaitable[None]]) -> None:
        try:
            await connect()
        except ClientDisconnected:
            self.connection = None
        except TooManyTabs:
            await self.reply(Refused("too-many-tabs", _("You have Videochat open in too many tabs.")).as_message())
            await self.close(CloseCode.TOO_MANY_REQUESTS)
        except tuple(CLOSE_CODES) as refusal:
            await self.close(CLOSE_CODES[type(refusal)])
        except OUTAGE_ERRORS as problem:
            outage.record(problem)
            await self.close(CloseCode.UNAVAILABLE)
        except Exception:
            logger.exception("A socket could not be connected")
            await self.close(CloseCode.UNAVAILABLE)

    async def connect(self) -> None:
        """Raises what `websocket_connect` turns into a close code."""
        await worker_process.ensure_running()
        connection = uuid4()
        own_party, owner = party.from_query(self.scope["query_string"])
        async with worker_process.connect_queue.slot(owner, partial(self.reply, QUEUED)):
            actor, session = await self.authenticate(connection, own_party, owner)
            self.client = Client(actor, session, network=network_name(self.scope))
            self.connection = connection
            # Subscribe before reading the state, so that no change is missed.
            await self.join_groups()
            await self.go_online(connection)

    async def return_from_away(self) -> None:
        """A page that counted as away has sent a frame. It gets the state as after a reconnect."""
        if self.connection:
            worker_process.registry.remove(self.connection)
        self.ready, self.connection = False, uuid4()
        self.client.actor = replace(self.client.actor, connection=self.connection)
        await self.go_online(self.connection)

    async def go_online(self, connection: UUID) -> None:
        self.since, snapshot, notifications = await worker_process.connect(self, connection, self.device)
        self.client.cached_call, self.ready, self.away = snapshot.cached, True, False
        # The first page of a tab asks at once.
        asks_again = self.returns or self.handler.presence.is_shown
        list_in = worker_process.list_turns.take() if asks_again else 0.0
        await self.reply(hello_message(self.client.actor, snapshot, self.client.network, list_in))
        await deliver(notifications)

    async def authenticate(self, connection: UUID, own_party: str, owner: int) -> tuple[Actor, AuthenticatedSession]:
        """Raises SignedOut. A call does not end because the sign-in is two weeks old."""
        user, session = await worker_process.authenticate(self, self.cookie)
        self.returns = owner == user.pk
        actor = Actor(user, own_party if self.returns else str(uuid4()), connection)
        if session.expired and not await run_query(has_live_call, actor):
            raise SignedOut
        return actor, session

    async def join_groups(self) -> None:
        own = GroupMembership(self.channel_layer, self.channel_name)
        presence = PresenceSubscription(self.channel_layer, self.channel_name)
        self.memberships += [own, presence.membership]
        self.handler = MessageHandler(self.client, presence)
        await own.join([user_group(self.client.actor.user.pk), party_group(self.client.actor.party)])

    async def close_older_sockets(self) -> None:
        """Close this party's older sockets.

        A newer one stays open: this socket's client may have given up and reconnected.
        """
        while True:
            try:
                event = superseded_event(self.since)
                await self.channel_layer.group_send(party_group(self.client.actor.party), event)
                return
            except OUTAGE_ERRORS:  # no hurry: only the newest of the party's sockets has a client
                await asyncio.sleep(TAKEOVER_RETRY_SECONDS)

    async def websocket_receive(self, event: Json) -> None:
        if not self.ready:
            return  # refused or signed out: what the client still sends is ignored
        self.heartbeat.on_frame()
        if self.away:
            await self.close_unless_allowed(self.return_from_away)
            if not self.ready:
                return
        message = parse(event.get("text"))
        if isinstance(message, Ping):
            self.heartbeat.on_ping(hidden=message.hidden)
        if self.handler.needs_database(message) and not charge(self.scope, limits.QUERY_TOKENS):
            return
        if self.gathered and self.handler.needs_database(message):
            await self.tell_gathered()
        response = await self.handler.handle(message)
        for reply in response.replies:
            await self.reply(reply)
        await deliver(response.notifications)
        if response.relayed:
            await self.handler.relay(self.channel_layer, response.relayed)

    async def websocket_disconnect(self, event: Json) -> None:
        if self.ready and event.get("code") in CLOSED_BY_CLIENT:
            self.disconnect_reason = DisconnectReason.CLOSED
        if event.get("reason") == limits.FLOODED and self.cookie:
            worker_process.cooldown.start(self.cookie)
        raise StopConsumer

    async def clean_up(self) -> None:
        while self.background:  # a cancelled task that stayed there would be a reference cycle
            self.background.pop().cancel()
        if self.connection:
            try:
                notifications = await worker_process.disconnect(
                    self.client.actor, self.connection, self.disconnect_reason
                )
                await deliver(notifications if not self.away else [])  # they have been told
            except OUTAGE_ERRORS as problem:  # the worker tries again
                outage.record(problem)

    def request_session_check(self) -> None:
        if self.connection:
            worker_process.session_review.request(self.connection)

    def is_silent(self) -> bool:
        return self.heartbeat.is_silent()

    @property
    def cookie(self) -> str:
        return str(self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, ""))

    @property
    def device(self) -> str:
        headers = dict(self.scope["headers"])
        return str(headers.get(b"user-agent", b"").decode("latin-1"))[:200]
