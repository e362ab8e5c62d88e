"""What the header of every page shows besides the user."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest

from calls.mail import outbox
from calls.models import CallLeg


def navigation(request: HttpRequest) -> dict[str, object]:
    return {
        "missed_calls": missed_calls(request),
        "signup_open": settings.SIGNUP_OPEN,
        "mail_is_delayed": outbox.is_delayed,
    }


def missed_calls(request: HttpRequest) -> Callable[[], int]:
    """A callable, which templates call: a response without a header needs no query."""

    def count() -> int:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return 0
        return CallLeg.objects.filter(user=user, seen=False).count()

    return count
