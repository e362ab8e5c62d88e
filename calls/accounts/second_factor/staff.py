"""With STAFF_SECOND_FACTOR=required, only people who have taken a second step see the administration."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from .factors import has_factor


def lacks_second_step(request: HttpRequest) -> bool:
    """Also if the session is from before the account had a second factor."""
    if settings.STAFF_SECOND_FACTOR != "required" or not request.user.is_staff:
        return False
    records = get_authentication_records(request, request.user)
    return not has_factor(request.user) or all(record.get("method") != "mfa" for record in records)


def require_second_step(site: Any) -> None:
    """Put the rule into Django's site of the administration."""
    may_enter, login = site.has_permission, site.login

    def has_permission(request: HttpRequest) -> bool:
        return bool(may_enter(request)) and not lacks_second_step(request)

    site.has_permission, site.login = has_permission, _asking(login)


def _asking(login: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def ask(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated or not lacks_second_step(request):
            return login(request, *args, **kwargs)
        if has_factor(request.user):
            back = request.GET.get("next") or reverse("admin:index")
            return redirect(f"{reverse('second_step')}?{urlencode({'next': back})}")
        messages.warning(request, _("The administration needs a second step of sign-in. Set one up here first."))
        return redirect("account_security")

    return ask
