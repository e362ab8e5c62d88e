"""A socket connects or disconnects: its row, and what pages are told about it."""

from collections.abc import Sequence
from uuid import UUID

from calls.actions.outcome import Actor
from calls.actions.snapshot import CallSnapshot, snapshot_with_call
from calls.models import Connection
from calls.notifications import Notification
from calls.presence import connections, do_not_disturb
from calls.presence.connecting import ConnectFacts
from calls.presence.status import status_notification

from .grace import mark_returned
from .socket_closed import DisconnectReason, find_leaving_leg, handle_socket_closed


def after_connect(actor: Actor, facts: ConnectFacts) -> tuple[CallSnapshot, list[Notification]]:
    """The actor's row has been inserted, with these facts. No query if they are complete."""
    if facts.in_call:
        mark_returned(actor)  # the facts may be older than what another worker has just written
    snapshot = CallSnapshot(None, None, facts.missed, facts.requests)
    if not facts.is_complete:
        snapshot = snapshot_with_call(
            actor,
            facts.missed,
            facts.requests,
            has_do_not_disturb=facts.has_do_not_disturb,
            was_told=facts.was_told,
        )
    status = "busy" if snapshot.call else "online"
    quiet = do_not_disturb.states([actor.user.pk]) if facts.has_do_not_disturb else {}
    return snapshot, [status_notification(actor.user, status, facts.allowed_callers, quiet.get(actor.user.pk))]


def disconnect(actor: Actor, connection: UUID, reason: DisconnectReason) -> list[Notification]:
    """The client has closed its socket, or was signed out."""
    leg = find_leaving_leg(actor)
    since = Connection.objects.filter(pk=connection).values_list("since", flat=True).first() if leg else None
    connections.disconnect(connection)
    notifications = handle_socket_closed(actor, leg, reason, since) if leg and since else []
    if connections.is_online(actor.user.pk):  # the person has another socket
        return notifications
    return [*notifications, status_notification(actor.user, "offline")]


def disconnect_lost(sockets: Sequence[tuple[Actor, UUID]]) -> list[list[Notification]]:
    """Their connections have broken. A list for each of them: thousands may break at once.

    Their legs stay as they are, since their parties are expected back.
    """
    connections.disconnect_all([connection for _actor, connection in sockets])
    users = {actor.user.pk: actor.user for actor, _connection in sockets}
    for user in connections.who_is_online(users):
        del users[user]
    # Each person once, with one of their sockets.
    gone = [users.pop(actor.user.pk, None) for actor, _connection in sockets]
    return [[status_notification(user, "offline")] if user else [] for user in gone]
