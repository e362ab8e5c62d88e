"""What the server does with each message of a client."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from calls.actions.availability.do_not_disturb import set_do_not_disturb
from calls.actions.availability.requests import set_notify
from calls.actions.contacts.card import person_card
from calls.actions.contacts.change import change_contact
from calls.actions.contacts.favourites import set_favourite
from calls.actions.contacts.requests import requests_message
from calls.actions.other_devices import other_devices
from calls.actions.outcome import Actor
from calls.actions.perform import perform
from calls.actions.snapshot import take_snapshot
from calls.notifications import Notification
from calls.presence.people_list.subscription import PresenceSubscription
from calls.presence.usernames import is_name_of
from calls.protocol import messages
from calls.protocol.errors import Refused
from calls.protocol.messages import Json
from calls.worker.client import Client
from calls.worker.worker_process import worker_process
from videochat import outage
from videochat.database.query_queue import run_query
from videochat.outage import OUTAGE_ERRORS

from .handshake.hello import hello_message
from .json_consumer import unavailable
from .relay import Relayed, RingingDevices, is_for_peer, is_relayed, relay, relay_candidate, relay_early

#: The characters of a frame that say its type, as pages write it. Only those are looked at.
TYPE_LENGTH = 24

Change = messages.Contact | messages.Favourite | messages.DoNotDisturb | messages.Notify
AboutPeople = Change | messages.Person


@dataclass(frozen=True)
class Response:
    """To be sent in this order."""

    replies: Sequence[Json] = ()
    notifications: Sequence[Notification] = ()
    #: Goes on to the peer as it is.
    relayed: Relayed | None = None


class MessageHandler:
    def __init__(self, client: Client, presence: PresenceSubscription) -> None:
        self._client, self.presence = client, presence
        self.ringing_devices = RingingDevices()

    def needs_database(self, message: messages.Message) -> bool:
        return not (
            isinstance(message, messages.Ping | messages.Login)
            or (isinstance(message, messages.Person) and not message.open)
            or is_relayed(message, self._client.cached_call)
        )

    async def handle(self, message: messages.Message) -> Response:
        """Raises Refused, and what the database and the message layer raise."""
        actor = self._client.actor
        if not self.needs_database(message):
            return await self._handle_at_once(message)
        if not worker_process.database_ready:
            raise unavailable(getattr(message, "call", None))
        match message:
            case messages.Sync():
                return Response([await self.hello()])
            case messages.Devices():
                return Response([{"type": "devices", "devices": await run_query(other_devices, actor)}])
            case messages.People():
                return Response([await self.presence.show_page(actor.user.pk, message)])
            case messages.Requests():
                return Response([await run_query(requests_message, actor.user)])
            case _ if isinstance(message, AboutPeople):
                return await self._about_people(message)
        return await self._perform(message)

    async def _handle_at_once(self, message: messages.Message) -> Response:
        match message:
            case messages.Ping():
                return Response([{"type": "pong"}])
            case messages.Login():
                return Response([{"type": "login", "success": await self._is_own_name(message.name)}])
            case messages.Person():
                return await self._hide_card()
        return Response(relayed=await self._with_known_name(cast(Relayed, message)))

    async def _about_people(self, message: AboutPeople) -> Response:
        """If it ends a call, this socket hears of that like the person's other devices."""
        try:
            if isinstance(message, messages.Person):
                return Response([await self._show_card(message.name)])
            return Response(*await run_query(_change, self._client.actor, message))
        except Refused as refusal:
            refusal.about = type(message).__name__.lower()
            raise

    async def _show_card(self, name: str) -> Json:
        me = self._client.actor.user
        card, user, sight = await run_query(person_card, me, name)
        try:
            if await self.presence.show_card(me.pk, user, sight):  # the person's status may have changed before that
                card, user, sight = await run_query(person_card, me, name)
                await self.presence.show_card(me.pk, user, sight)
        except OUTAGE_ERRORS as problem:  # the card has what is known now, and comes again with the next `hello`
            outage.record(problem)
        return dict(card)

    async def _hide_card(self) -> Response:
        try:
            await self.presence.hide_card()
        except OUTAGE_ERRORS as problem:  # it gets updates until the next card, or page of people, and ignores them
            outage.record(problem)
        return Response()

    async def hello(self) -> Json:
        snapshot = await run_query(take_snapshot, self._client.actor)
        self._client.cached_call = snapshot.cached
        list_in = worker_process.list_turns.take() if self.presence.is_shown else 0.0
        return hello_message(self._client.actor, snapshot, self._client.network, list_in)

    async def _perform(self, message: messages.Message) -> Response:
        outcome = await run_query(perform, self._client.actor, message)
        self._client.cached_call = outcome.call
        # An answer accepts the call, and is then sent to the caller.
        relayed = await self._with_known_name(message) if isinstance(message, messages.Answer) else None
        return Response(outcome.replies, outcome.notifications, relayed)

    async def _with_known_name(self, message: Relayed) -> Relayed:
        """Without its name, if that is one from before a rename: its client has not heard of the new one."""
        name, cached = str(getattr(message, "name", "")), self._client.cached_call
        if cached is None or is_for_peer(self._client.actor.user.username, cached, message):
            return message
        if await self._is_name_of(cached.peer, name):
            self._client.cached_call = replace(cached, peer_name=name)  # no query for the next message
        elif not (isinstance(message, messages.Answer) and await self._is_own_name(name)):
            return message
        return replace(message, name=None) if isinstance(message, messages.Answer) else message

    async def _is_own_name(self, name: str) -> bool:
        user = self._client.actor.user
        return name == user.username or await self._is_name_of(user.pk, name)

    async def _is_name_of(self, user: int, name: str) -> bool:
        return worker_process.database_ready and await run_query(is_name_of, user, name)

    def try_relay(self, layer: Any, text: str, on_failure: Callable[[BaseException], None]) -> bool:
        """Send a candidate to the peer's device without a task, unless there is anything to answer or to look up.

        Most of what is relayed are candidates, dozens at the beginning of each call.
        """
        actor, cached = self._client.actor, self._client.cached_call
        if not (cached and cached.peer_party and '"candidate"' in text[:TYPE_LENGTH]):
            return False
        event = relay_candidate(actor.party, cached, text)
        if event is not None:
            layer.send_to_member_now(cached.peer_group, event, on_failure)
        return event is not None

    async def relay(self, layer: Any, message: Relayed) -> None:
        """Send it to the peer. Raises Refused: not-found, and what the message layer raises."""
        actor, cached = self._client.actor, self._client.cached_call
        if isinstance(message, messages.Early):
            return await self._relay_early(layer, message)
        group, event = relay(actor.user.username, actor.party, cached, message)
        # Before a call is accepted, several devices of the callee ring, on any workers.
        send = layer.send_to_member if cached and cached.peer_party else layer.group_send
        await send(group, event)

    async def _relay_early(self, layer: Any, message: messages.Early) -> None:
        actor, cached = self._client.actor, self._client.cached_call
        try:
            group, event = relay_early(actor.party, cached, self.ringing_devices, message)
        except Refused as refusal:
            refusal.about = "early"
            raise
        await layer.send_to_member(group, event)


def _change(actor: Actor, message: Change) -> tuple[list[Json], list[Notification]]:
    match message:
        case messages.Contact():
            return change_contact(actor, message.name, message.action)
        case messages.Favourite():
            return set_favourite(actor, message.name, favourite=message.favourite)
        case messages.DoNotDisturb():
            return set_do_not_disturb(actor, message)
        case messages.Notify():
            return set_notify(actor, message.name, notify=message.notify)
