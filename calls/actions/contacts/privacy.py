"""Who may call a person, and how contacts connect."""

from calls.models import User
from calls.notifications import Notification
from calls.presence.status import presence_notifications


def save_privacy(user: User, *, allowed_callers: str, connects_directly: bool) -> list[Notification]:
    """`allowed_callers` is a value of User.AllowedCallers. All pages that list the person decide again what they show.

    `connects_directly`: whether calls with contacts do so while they ring.
    """
    user.allowed_callers, user.connects_directly = allowed_callers, connects_directly
    user.save(update_fields=["allowed_callers", "connects_directly"])
    return presence_notifications([user.pk])
