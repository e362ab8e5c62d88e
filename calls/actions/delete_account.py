"""Deletes an account: its live call ends, and the other people keep their history.

The account is closed first, which takes effect at once, and then erased in many short transactions.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.db.models.signals import pre_delete

from calls.lifecycle import WAITING, Event
from calls.mail.outbox import mail_to
from calls.models import AccountDeletion, Call, CallLeg, User
from calls.notifications import Notification
from calls.presence.shown_names import groups_that_show
from videochat.database.batches import batches, locked

from .end import end_call
from .queries import find_live_leg

#: For this time nobody else erases the same account. A batch takes a fraction of it.
CLAIM = timedelta(minutes=1)


class LastSuperuser(Exception):
    """Without these accounts nobody could administer the site."""


def close_account(user: User) -> list[Notification]:
    """Nobody can sign in to it any more, and its live call ends. Closing it again changes nothing.

    A worker erases it as soon as it is released, or after CLAIM. Raises LastSuperuser.
    """
    with transaction.atomic():
        list(_superusers().select_for_update())  # two of them may close their accounts at the same time
        if leaves_no_superuser([user.pk]):
            raise LastSuperuser
        get_user_model().objects.filter(pk=user.pk).update(is_active=False)
        AccountDeletion.objects.update_or_create(user=user.pk, defaults={"due": Now() + CLAIM})
    return end_live_call(user)


def leaves_no_superuser(users: Iterable[int]) -> bool:
    """Whether these accounts are all that can administer the site."""
    left = set(_superusers().values_list("pk", flat=True))
    return bool(left) and left <= set(users)


def release_account(user: int) -> None:
    """A worker may go on with the deletion now."""
    AccountDeletion.objects.filter(user=user).update(due=Now())


def due_deletions() -> QuerySet[AccountDeletion]:
    return AccountDeletion.objects.filter(due__lte=Now())


def claim_deletion() -> int | None:
    """The id of an account that is yours to erase for the time of CLAIM. None if there is none."""
    for user in due_deletions().values_list("pk", flat=True)[:10]:
        if due_deletions().filter(user=user).update(due=Now() + CLAIM):
            return user
    return None


def keep_claim(user: int) -> None:
    AccountDeletion.objects.filter(user=user).update(due=Now() + CLAIM)


def finish_deletion(user: int) -> None:
    AccountDeletion.objects.filter(user=user).delete()


def deletion_notifications(user: int) -> list[Notification]:
    """For the pages that show the name: to be found before the account is erased, and sent afterwards."""
    name = get_user_model().objects.filter(pk=user).values_list("username", flat=True).first()
    return [Notification(group, {"type": "deleted", "name": name}) for group in groups_that_show(user)] if name else []


def erase_account(user: int) -> Iterator[bool]:
    """Yields True after each short transaction, also an empty one. If it is interrupted, it can begin again."""
    for calls in batches(Call.objects.filter(caller=user)):
        with locked(calls):
            calls.update(caller=None)
        yield True
    for calls in batches(Call.objects.filter(callee=user)):
        with locked(calls):
            calls.update(callee=None)
        yield True
    for legs in batches(CallLeg.objects.filter(user=user)):
        with locked(legs):
            legs.delete()
        yield True
    for calls in batches(Call.objects.filter(caller=None, callee=None)):
        with locked(calls):
            calls.delete()  # both people are gone, and with them the legs
        yield True
    mail_to(_own_addresses(user)).delete()
    yield True
    get_user_model().objects.filter(pk=user).delete()


def _own_addresses(user: int) -> set[str]:
    """Without those that another account has, too, as the one who owns an address that is not confirmed."""
    held = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    entered = get_user_model().objects.filter(pk=user).exclude(email="").values_list("email", flat=True)
    own = {address.casefold() for address in (*held, *entered)}
    shared = EmailAddress.objects.filter(email__in=own).exclude(user=user).values_list("email", flat=True)
    return own - {address.casefold() for address in shared}


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


def _superusers() -> Any:
    return get_user_model().objects.filter(is_superuser=True, is_active=True).order_by("pk")


def _before_delete(instance: User, **_signal: Any) -> None:
    """However an account is deleted: a live call has both people. Sockets learn of it from their worker."""
    end_live_call(instance)


def connect_signals() -> None:
    pre_delete.connect(_before_delete, sender=get_user_model(), dispatch_uid="calls.delete_account")
