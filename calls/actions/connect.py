"""A socket connects or disconnects: its row, and what pages are told about it."""

from uuid import UUID

from calls.models import Connection
from calls.notifications import Notification
from calls.presence import connections
from calls.presence.directory import status_notification

from .grace import mark_returned
from .outcome import Actor
from .snapshot import CallSnapshot, take_snapshot


def connect(
    actor: Actor, connection: UUID, worker: UUID, device: str
) -> tuple[Connection, CallSnapshot, list[Notification]]:
    """Raises TooManyTabs and NoAccount (presence.connections)."""
    facts = connections.connect_facts(actor.user.pk, actor.party)
    row = connections.connect(actor.user, connection, worker, actor.party, device, facts)
    snapshot = take_snapshot(actor) if facts.in_call else CallSnapshot(None, None, facts.missed)
    if snapshot.cached and snapshot.cached.active:
        mark_returned(actor)
    return row, snapshot, [status_notification(actor.user, "busy" if snapshot.call else "online")]


def disconnect(actor: Actor, connection: UUID) -> list[Notification]:
    """Nothing to tell while the person has another socket."""
    connections.disconnect(connection)
    if connections.is_online(actor.user.pk):
        return []
    return [status_notification(actor.user, "offline")]
