"""Stores a new password."""

from calls.models import User


class ChangedMeanwhile(Exception):
    """Another request has set the password since this one began."""


def set_password(user: User, password: str) -> None:
    """Raises ChangedMeanwhile: sessions hold a hash of the stored hash, so the last one to write must not win."""
    before = user.password
    user.set_password(password)
    if not User.objects.filter(pk=user.pk, password=before).update(password=user.password):
        raise ChangedMeanwhile
