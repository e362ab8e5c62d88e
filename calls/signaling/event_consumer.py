"""What a socket does with events from other sockets and from its worker."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from channels.auth import logout

from calls.accounts.sessions import SessionStore
from calls.actions.absence.socket_closed import DisconnectReason, end_signed_out
from calls.actions.other_devices import ended_elsewhere
from calls.actions.queries import reload_cached_call
from calls.notifications import LastReceived, deliver
from calls.presence.people_list.arrivals import Arrival
from calls.protocol.close_codes import CloseCode
from calls.protocol.json_frames import encode
from calls.protocol.messages import Json
from calls.worker.client import Client
from videochat import outage
from videochat.database.query_queue import run_query
from videochat.outage import OUTAGE_ERRORS

from .call_cache import apply_notification
from .gathered_presence import SECONDS, GatheredPresence
from .heartbeat import Heartbeat
from .json_consumer import JsonConsumer
from .message_handler import MessageHandler
from .relay import is_from_current_peer

logger = logging.getLogger(__name__)
last_received = LastReceived()

#: Until the next attempt to send the current state while the database is away.
HELLO_RETRY_SECONDS = 2.0


class EventConsumer(JsonConsumer):
    """A ManagedSocket. `client` and `handler` are set before it joins a group."""

    client: Client
    handler: MessageHandler
    #: When it connected, in seconds by the database's clock.
    since = 0.0
    heartbeat: Heartbeat
    #: Whether the client has got its first `hello`, and has not been signed out since.
    ready = False
    #: Whether its page has been silent for so long that its person counts as gone.
    away = False
    #: How it closes, for its person's call.
    disconnect_reason = DisconnectReason.LOST
    #: When the client may get the next `presence` message, by the event loop's clock, and what waits for that.
    presence_due = 0.0
    gathered: GatheredPresence | None = None

    def try_handle(self, message: Json) -> bool:
        """A candidate that the peer's socket has for this one, or this one for the peer's; and statuses."""
        if not self.send_now or not self.ready or self.away:
            return False
        if message["type"] == "calls.relay" and "connection" not in message:
            if is_from_current_peer(self.client.cached_call, message):
                self.send_now(message["text"])
            return True
        kind, text = message["type"], message.get("text")
        if kind == "websocket.receive" and text:
            self.heartbeat.on_frame()
            return self.handler.try_relay(self.channel_layer, text, self.on_not_relayed)
        try:
            return self.try_tell_people(kind, message)
        except Exception:
            logger.exception("A page could not be told of people")
            return False  # its method tries again, and answers if that fails as well

    def try_tell_people(self, kind: str, event: Json) -> bool:
        """A status is told to all pages that show it, thousands perhaps: none of them needs a task for it."""
        match kind:
            case "calls.notice":
                received = last_received.read(event)
                if received.status is None or not received.only_says_status:
                    return False
                shown = self.handler.presence.on_status(received.status)
                return shown is None or self.gather_entries(shown) or self.try_tell(shown["people"])
            case "calls.arrived":
                return self.gather_arrivals(event["arrivals"]) or self.try_tell([], event["arrivals"])
            case "calls.tell_gathered":
                gathered = self.gathered
                if gathered and not self.try_tell(gathered.entries, gathered.arrivals):
                    return False
                if gathered:
                    gathered.timer.cancel()
                self.gathered = None
                return True
        return False

    def try_tell(self, entries: Sequence[Json], arrivals: Sequence[Arrival] = ()) -> bool:
        """False: the message layer must be waited for, and nothing is told."""
        presence = self.handler.presence
        added = presence.try_add(presence.still_lacking(arrivals))
        if added is None:
            return False
        if self.send_now and (people := [*entries, *added]):
            self.send_now(encode(self.presence_message(people)))
        return True

    def on_not_relayed(self, problem: BaseException) -> None:
        self.dispatch_loop.deliver({"type": "calls.not_relayed", "problem": problem})

    async def calls_not_relayed(self, event: Json) -> None:
        raise event["problem"]  # as from `relay`

    async def calls_relay(self, event: Json) -> None:
        cached = self.client.cached_call
        if not is_from_current_peer(cached, event):
            return
        is_early = "connection" in event and cached is not None and cached.role == "caller"
        text = self.handler.ringing_devices.frame(event) if is_early else event["text"]
        if text is not None:
            await self.send_text(text)

    async def calls_notice(self, event: Json) -> None:
        received, client = last_received.read(event), self.client
        if received.exclude_party and received.exclude_party == client.actor.party:
            return
        reload = partial(run_query, reload_cached_call, client.actor)
        try:
            client.cached_call, is_told = await apply_notification(client.cached_call, received, reload)
        except OUTAGE_ERRORS as problem:  # the next `hello` will say whether it was true
            outage.record(problem)
            return self.request_hello_later()
        if is_told and received.renames:
            self.handler.presence.on_rename(**received.renames)
        if is_told and received.status:
            await self.tell_status(self.handler.presence.on_status(received.status))
        elif is_told and (not received.for_callers_of or self.handler.presence.may_call(received.for_callers_of)):
            await self.tell_gathered()  # it may say that somebody has another name, or is gone
            await self.send_text(received.text)

    async def calls_relation(self, event: Json) -> None:
        await self.tell_status(self.handler.presence.on_relation(event["user"], event["changes"]))

    async def tell_status(self, message: Json | None) -> None:
        if message is not None and not self.gather_entries(message):
            await self.tell_presence(message["people"])

    def gather_entries(self, message: Json) -> bool:
        """False: they can be told now."""
        if gathered := self.gather():
            gathered.add(message["people"])
        return gathered is not None

    def gather_arrivals(self, arrivals: Sequence[Arrival]) -> bool:
        if gathered := self.gather():
            gathered.arrivals += arrivals
        return gathered is not None

    def gather(self) -> GatheredPresence | None:
        """None: there is nothing to wait for."""
        loop = asyncio.get_running_loop()
        if self.gathered is None and loop.time() < self.presence_due:
            deliver_event = partial(self.dispatch_loop.deliver, {"type": "calls.tell_gathered"})
            self.gathered = GatheredPresence(loop.call_at(self.presence_due, deliver_event))
        return self.gathered

    async def tell_presence(self, people: Sequence[Json]) -> None:
        await self.reply(self.presence_message(people))

    def presence_message(self, people: Sequence[Json]) -> Json:
        """To be sent now."""
        self.presence_due = asyncio.get_running_loop().time() + SECONDS
        return {"type": "presence", "people": people}

    async def calls_tell_gathered(self, _event: Json) -> None:
        await self.tell_gathered()

    async def tell_gathered(self) -> None:
        """What waits comes before all that is said of people after it."""
        gathered, self.gathered = self.gathered, None
        if gathered is None:
            return
        gathered.timer.cancel()
        people, presence = gathered.entries, self.handler.presence
        try:
            people += await presence.add(presence.still_lacking(gathered.arrivals))
        except OUTAGE_ERRORS as problem:  # the page asks for its list after the next `hello`
            outage.record(problem)
            self.request_hello_later()
        if self.ready and people:
            await self.tell_presence(people)

    async def calls_superseded(self, event: Json) -> None:
        if event.get("check_session"):
            self.request_session_check()
        elif self.since < event["since"]:
            await self.close(CloseCode.REPLACED)

    def request_session_check(self) -> None:
        """The worker checks soon whether this socket is still signed in."""
        raise NotImplementedError

    async def calls_sign_out(self, _event: Json) -> None:
        actor = self.client.actor
        await logout({"session": SessionStore(self.client.session.key), "user": actor.user})
        # SessionReview does the same for other sign-outs, but this socket may leave before.
        await deliver(await run_query(end_signed_out, actor))
        await self.close_signed_out()

    async def calls_send_hello(self, _event: Json) -> None:
        if not self.ready:
            return
        try:
            await self.reply(await self.handler.hello())
        except OUTAGE_ERRORS as problem:
            outage.record(problem)
            self.request_hello_later()

    async def calls_arrived(self, event: Json) -> None:
        if not self.ready or self.gather_arrivals(event["arrivals"]):
            return
        presence = self.handler.presence
        if people := await presence.add(presence.still_lacking(event["arrivals"])):
            await self.tell_presence(people)

    async def calls_show_list(self, _event: Json) -> None:
        try:
            if not self.looks_live():
                return await self.handler.presence.forget_unlisted()
            await self.tell_gathered()  # it is about the list as the page has it
            if page := await self.handler.presence.show_again():
                await self.reply(page)
        except OUTAGE_ERRORS as problem:  # the page asks for its list after the next `hello`
            outage.record(problem)
            self.request_hello_later()

    def request_list(self) -> None:
        if not self.is_disconnected():
            self.dispatch_loop.deliver({"type": "calls.show_list"})

    def looks_live(self) -> bool:
        # A page that is shown again asks by itself.
        return self.ready and not self.heartbeat.is_hidden and self.handler.presence.is_live

    def lacking(self, arrivals: Sequence[Arrival]) -> list[Arrival]:
        return self.handler.presence.lacking(arrivals)

    def request_arrivals(self, arrivals: Sequence[Arrival]) -> None:
        self.dispatch_loop.deliver({"type": "calls.arrived", "arrivals": arrivals})

    async def close_signed_out(self) -> None:
        self.ready, self.disconnect_reason = False, DisconnectReason.SIGNED_OUT
        await self.close(CloseCode.SIGNED_OUT)

    async def report_call_ended(self, call: str, reason: str) -> None:
        client, cached = self.client, self.client.cached_call
        if cached and cached.call == call:
            client.cached_call = None
            await self.reply({"type": "leave", "call": call, "name": cached.peer_name, "reason": reason})
            user, name = client.actor.user.pk, cached.peer_name
            await deliver([ended_elsewhere(user, call, name, exclude_party=client.actor.party)])

    def request_hello(self) -> None:
        if not self.is_disconnected():
            self.dispatch_loop.deliver({"type": "calls.send_hello"})

    def request_hello_later(self) -> None:
        asyncio.get_running_loop().call_later(HELLO_RETRY_SECONDS, self.request_hello)
