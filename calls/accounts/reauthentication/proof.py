"""Whether somebody has proved lately who they are, and the methods to do so."""

import time
from collections.abc import Mapping
from typing import Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from calls.accounts.providers.buttons import Button, buttons
from calls.accounts.providers.methods import methods_of
from calls.models import User


def recently_authenticated(request: HttpRequest) -> bool:
    """By signing in or by another proof, within ACCOUNT_REAUTHENTICATION_TIMEOUT."""
    proofs = [each["at"] for each in get_authentication_records(request, request.user) if _is_proof(each)]
    return bool(proofs) and time.time() - proofs[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def _is_proof(record: Mapping[str, Any]) -> bool:
    """A sign-in through a provider is none: it asks a browser that is signed in there for nothing."""
    return record["method"] != "socialaccount" or bool(record.get("reauthenticated"))


def linked_providers(request: HttpRequest, user: User) -> list[Button]:
    """Those that the account is linked to and that the site offers, in the order of the settings."""
    offered = buttons(request)
    linked = {method.account.provider for method in methods_of(user, offered)}
    return [each for each in offered if each.id in linked]


def provider_methods(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """In the form of allauth's `get_reauthentication_methods`."""
    return [
        {
            "id": "provider",
            "description": _("Use %(provider)s") % {"provider": each.name},
            "url": reverse("reauthenticate_by_provider", args=[each.id]),
        }
        for each in linked_providers(request, user)
    ]


def no_method() -> dict[str, Any]:
    """For an account without a password, whose providers the site offers no more. It leads to a page that says so."""
    return {"id": "none", "description": "", "url": reverse("cannot_reauthenticate")}
