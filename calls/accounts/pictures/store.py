"""Writes and removes the picture of a person, and tells the pages that show it."""

import hashlib

from django.db import transaction

from calls.models import Picture, User
from calls.notifications import Notification
from calls.presence.shown_names import picture_notifications


def set_picture(user: User, content: bytes) -> list[Notification]:
    """`content` is what `reencode` returns."""
    return _store(user, content, hashlib.sha256(content).hexdigest()[:32])


def remove_picture(user: User) -> list[Notification]:
    return _store(user, b"", "")


def _store(user: User, content: bytes, picture_hash: str) -> list[Notification]:
    user.picture_hash = picture_hash
    with transaction.atomic():
        user.save(update_fields=["picture_hash"])
        if picture_hash:
            Picture.objects.update_or_create(user=user, defaults={"content": content, "hash": picture_hash})
        else:
            Picture.objects.filter(user=user).delete()
    return picture_notifications(user)
