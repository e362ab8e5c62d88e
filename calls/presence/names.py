"""Usernames: finds people by name, also by a former one, and keeps what the people list sorts by.

Pages keep a name for as long as they are open. The person that it stands for is decided here.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db.models import F
from django.db.models.functions import Now
from django.db.models.signals import post_save, pre_save

from calls.folding import fold
from calls.models import DirectoryEntry, FormerName

#: By then every page that was open when the person was renamed has been told, or was closed.
KEEP_FORMER_NAMES = timedelta(days=30)


def find_person(name: str) -> User | None:
    """The active person with this username, or else the active person who had it last."""
    active = get_user_model().objects.filter(is_active=True)
    former = active.filter(former_names__name=name).order_by("-former_names__replaced_at")
    return active.filter(username=name).first() or former.first()


def is_name_of(user: int, name: str) -> bool:
    """Whether it is, or was, that person's username."""
    known = get_user_model().objects.filter(pk=user)
    return known.filter(username=name).exists() or known.filter(former_names__name=name).exists()


def keep_former_name(instance: User, update_fields: frozenset[str] | None, raw: bool, **_signal: Any) -> None:
    """Before an account is saved: if that renames the person, keep the present name."""
    if raw or instance.pk is None or (update_fields is not None and "username" not in update_fields):
        return
    name = get_user_model().objects.filter(pk=instance.pk).values_list("username", flat=True).first()
    if name not in (None, instance.username):
        FormerName.objects.update_or_create(user=instance, name=name, defaults={"replaced_at": Now()})


def delete_old_names() -> None:
    FormerName.objects.filter(replaced_at__lt=Now() - KEEP_FORMER_NAMES).delete()


def add_to_directory(instance: User, update_fields: frozenset[str] | None, **_signal: Any) -> None:
    if update_fields is None or "username" in update_fields:
        update_directory([instance])


def repair_directory() -> None:
    """For accounts that were written without a signal, or by a worker of the previous version."""
    users = get_user_model().objects.exclude(directory_entry__name=F("username"))
    while found := list(users.only("username")[:500]):
        update_directory(found)


def update_directory(users: Iterable[User]) -> None:
    DirectoryEntry.objects.bulk_create(
        (
            DirectoryEntry(user=user, name=user.username, folded=fold(user.username)[: DirectoryEntry.LENGTH])
            for user in users
        ),
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["name", "folded"],
    )


def connect_signals() -> None:
    post_save.connect(add_to_directory, sender=get_user_model(), dispatch_uid="calls.directory")
    pre_save.connect(keep_former_name, sender=get_user_model(), dispatch_uid="calls.former_names")
