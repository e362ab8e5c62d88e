"""Template variables for the header of every page, and for the scripts of pages that ring."""

from collections.abc import Callable
from functools import partial

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from calls.accounts.invitations.invite import may_invite
from calls.accounts.providers.buttons import buttons
from calls.actions.absence.page_loads import note_page_load
from calls.mail import outbox
from calls.models import CallLeg


def navigation(request: HttpRequest) -> dict[str, object]:
    return {
        "missed_calls": missed_calls(request),
        "signup_open": partial(get_adapter().is_open_for_signup, request),
        "sign_in_providers": partial(buttons, request),
        "may_invite": partial(offers_invitations, request),
        "everybody_invites": settings.INVITATIONS == "everybody",
        "mail_is_delayed": outbox.is_delayed,
        "languages": settings.LANGUAGES if len(settings.LANGUAGES) > 1 else [],
        "page_config": page_config(request),
    }


def offers_invitations(request: HttpRequest) -> bool:
    """Whether the account menu leads to the page of invitations."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated and may_invite(user)


def page_config(request: HttpRequest) -> Callable[[], dict[str, str]]:
    """A callable, since only a page on which calls ring asks for it; somebody is signed in there."""

    def config() -> dict[str, str]:
        if request.method == "GET" and request.user.pk:
            note_page_load(request.user.pk)
        return {
            "me": request.user.get_username(),
            "socket": "/ws/signaling/",
            "login": reverse("account_login"),
            "session": reverse("session"),
            "history": reverse("history"),
            "lazy": static("calls/lazy.js"),
        }

    return config


def missed_calls(request: HttpRequest) -> Callable[[], int]:
    """A callable, which templates call: a response without a header needs no query."""

    def count() -> int:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return 0
        return CallLeg.objects.filter(user=user, seen=False).count()

    return count
