"""Finds people by username, in any spelling, also by a former one.

Pages keep a name for as long as they are open. The person that it stands for is decided here.
"""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models.functions import Now
from django.db.models.signals import pre_save

from calls.models import FormerName, User
from calls.username_rules import username_key

#: By then every page that was open when the person was renamed has been told, or was closed.
KEEP_FORMER_NAMES = timedelta(days=30)


def find_person(name: str) -> User | None:
    """The active person with this username, or else the active person who had it last."""
    active = get_user_model().objects.filter(is_active=True)
    key = username_key(name)
    former = active.filter(former_names__key=key).order_by("-former_names__replaced_at")
    return active.filter(username_key=key).first() or former.first()


def is_name_of(user: int, name: str) -> bool:
    """Whether it is, or was, that person's username."""
    known, key = get_user_model().objects.filter(pk=user), username_key(name)
    return known.filter(username_key=key).exists() or known.filter(former_names__key=key).exists()


def keep_former_name(instance: User, update_fields: frozenset[str] | None, raw: bool, **_signal: Any) -> None:
    """Before an account is saved: if that renames the person, keep the present name."""
    if raw or instance.pk is None or (update_fields is not None and "username" not in update_fields):
        return
    key = get_user_model().objects.filter(pk=instance.pk).values_list("username_key", flat=True).first()
    if key not in (None, username_key(instance.username)):
        FormerName.objects.update_or_create(user=instance, key=key, defaults={"replaced_at": Now()})


def delete_old_names() -> None:
    FormerName.objects.filter(replaced_at__lt=Now() - KEEP_FORMER_NAMES).delete()


def connect_signals() -> None:
    pre_save.connect(keep_former_name, sender=get_user_model(), dispatch_uid="calls.former_names")
