"""Who may call a person."""

from calls.models import User
from calls.notifications import Notification
from calls.presence.status import presence_notifications


def allow_callers(user: User, allowed: str) -> list[Notification]:
    """`allowed` is a value of User.AllowedCallers. All pages that list the person decide again what they show."""
    user.allowed_callers = allowed
    user.save(update_fields=["allowed_callers"])
    return presence_notifications([user.pk])
