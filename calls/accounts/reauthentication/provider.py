"""The proof by a provider that the account is linked to: somebody signs in there again, and is led back."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.internal.flows.login import record_authentication
from allauth.socialaccount.providers.base.constants import AuthAction
from allauth.utils import get_request_param
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

#: Beside allauth's "login" and "connect".
PROCESS = "reauthenticate"


class Reauthenticated(HttpResponseRedirect):
    """Leads to the page that asked for the proof."""


def complete_reauthentication(request: HttpRequest, sociallogin: Any) -> HttpResponse:
    """What follows the provider's answer: `Reauthenticated`, or back with the reason.

    `sociallogin` has been looked up.
    """
    state, user, provider = sociallogin.state, request.user, sociallogin.provider
    if not user.is_authenticated:
        return redirect(reverse("account_login") + _query(state))
    if sociallogin.user != user:
        text = _("That is not the account at %(provider)s that you sign in here with. Nothing was changed.")
    elif sociallogin.is_stale_sign_in:
        text = _("%(provider)s did not ask you to sign in again. Sign out there, then try again here.")
    else:
        extra = {"provider": sociallogin.account.provider, "uid": sociallogin.account.uid}
        record_authentication(request, user, "socialaccount", reauthenticated=True, **extra)
        return Reauthenticated(state.get("next") or reverse("home"))
    messages.error(request, text % {"provider": provider.name})
    return redirect(page_of(sociallogin.account.provider, state))


def set_action(request: HttpRequest) -> None:
    """On the way to the provider: whether it asks people who are signed in there depends on the process alone.

    allauth would take it from the query, so that the process of a proof could go on without the question.
    """
    is_proof = get_request_param(request, "process") == PROCESS
    query = request.GET.copy()
    query["action"] = AuthAction.REAUTHENTICATE if is_proof else AuthAction.AUTHENTICATE
    request.GET = query  # type: ignore[assignment]  # a copy, which is mutable


def page_of(provider_id: str, state: Mapping[str, Any]) -> str:
    """The page that asks for the proof."""
    return reverse("reauthenticate_by_provider", args=[provider_id]) + _query(state)


def is_stale(claims: Mapping[str, Any]) -> bool:
    """Whether an ID token says that the provider did not ask the person who they are (`auth_time`).

    Both times are the provider's own. OpenID Connect Core 1.0, section 2, requires `auth_time` after
    `max_age`, but not all providers send it.
    """
    asked, issued = claims.get("auth_time"), claims.get("iat")
    numbers = isinstance(asked, int | float) and isinstance(issued, int | float)
    return numbers and issued - asked > app_settings.REAUTHENTICATION_TIMEOUT  # type: ignore[operator]  # numbers


def _query(state: Mapping[str, Any]) -> str:
    following = state.get("next")
    return f"?{urlencode({'next': following})}" if following else ""
