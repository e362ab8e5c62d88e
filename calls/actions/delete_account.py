"""Deletes an account: its live call ends, and the other people keep their history."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.db.models.signals import pre_delete

from calls.lifecycle import WAITING, Event
from calls.models import Call, CallLeg, User
from calls.notifications import Notification
from videochat.database.batches import batches

from .end import end_call
from .queries import find_live_leg


def delete_account(user: User) -> list[Notification]:
    """In many short transactions. If it is interrupted, the account is closed, and can be deleted again."""
    get_user_model().objects.filter(pk=user.pk).update(is_active=False)
    notifications = end_live_call(user)
    for calls in batches(Call.objects.filter(caller=user)):
        calls.update(caller=None)
    for calls in batches(Call.objects.filter(callee=user)):
        calls.update(callee=None)
    for legs in batches(CallLeg.objects.filter(user=user)):
        legs.delete()
    for calls in batches(Call.objects.filter(caller=None, callee=None)):
        calls.delete()  # both people are gone, and with them the legs
    user.delete()
    return notifications


def end_live_call(user: User) -> list[Notification]:
    leg = find_live_leg(user)
    if leg is None:
        return []
    if leg.call.state not in WAITING:
        return end_call(leg.call, Event.HANG_UP)
    return end_call(leg.call, Event.CANCEL if leg.call.caller_id == user.pk else Event.GO_OFFLINE)


def calls_of(users: Iterable[User]) -> int:
    """How many calls lose a person when these accounts are deleted."""
    chosen = [user.pk for user in users]
    return Call.objects.filter(Q(caller__in=chosen) | Q(callee__in=chosen)).count()


def _before_delete(instance: User, **_signal: Any) -> None:
    """However an account is deleted: a live call has both people. Sockets learn of it from their worker."""
    end_live_call(instance)


def connect_signals() -> None:
    pre_delete.connect(_before_delete, sender=get_user_model(), dispatch_uid="calls.delete_account")
