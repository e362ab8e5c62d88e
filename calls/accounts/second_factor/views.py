"""The page "Security", and allauth's views of second steps with what they lack."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView as AllauthActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, login_webauthn
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from calls.accounts.middleware import SignedInRequest
from calls.accounts.user_sessions.places import places_of

from .factors import factors_of
from .staff import lacks_second_step

View = Callable[..., HttpResponse]
#: As allauth writes rates.
RATES = {"passkey_challenge": "60/m/ip", "passkey_autofill": "60/m/ip"}


@require_safe
@login_required
@never_cache
def security(request: SignedInRequest) -> HttpResponse:
    context = {
        "factors": factors_of(request.user),
        "has_password": request.user.has_usable_password(),
        "places": len(places_of(request.user, request.session.session_key)),
        "is_required": lacks_second_step(request),
    }
    return render(request, "account/security.html", context)


@require_safe
@login_required
@never_cache
def second_step(request: SignedInRequest) -> HttpResponse:
    """Leads to the way in which this person takes a second step: with a code or, without an app, with a passkey."""
    methods = {each["id"]: each["url"] for each in get_adapter().get_reauthentication_methods(request.user)}
    prefers_passkey = factors_of(request.user).app is None and "mfa_reauthenticate:webauthn" in methods
    way = methods.get("mfa_reauthenticate:webauthn" if prefers_passkey else "mfa_reauthenticate")
    back = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(f"{way}?{urlencode({'next': back})}" if way and safe else way or "/")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # allauth is untyped
@never_cache
def recovery_codes(request: SignedInRequest) -> HttpResponse:
    """The codes, until the person says that they are saved: POST `codes`, which names the ones on the page.

    allauth's view shows them to the first request alone, and a reload or the switch of languages is the second.
    """
    found = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    if found is None:
        return redirect("account_security")
    codes = found.wrap()
    if request.method == "POST":
        if request.POST.get("codes") == str(found.pk):
            codes.mark_as_viewed()
        return redirect("account_security")
    unused = codes.get_unused_codes()
    context = {"codes": [] if codes.did_view else unused, "left": len(unused), "pk": found.pk}
    return render(request, "mfa/recovery_codes/index.html", context)


def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """allauth's view. Each challenge is a row in the sessions' table, so an address gets a limited number of them.

    `?autofill` asks for one that may never be used: the page does so without a press.
    """
    action = "passkey_autofill" if "autofill" in request.GET else "passkey_challenge"
    if ratelimit.consume(request, app="calls.accounts", action=action, config=RATES, limit_get=True):
        response: HttpResponse = login_webauthn(request)
        return response
    return render(request, "429.html", status=429)


def once(view: View) -> View:
    """If another press or window has done it already, "Security" shows so."""

    @wraps(view)
    def done(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Http404, IntegrityError):
            return redirect("account_security")

    return done


class ActivateTOTPView(AllauthActivateTOTPView):  # type: ignore[misc]  # allauth is untyped
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """allauth leads somebody who has an app to the page that removes it."""
        if request.user.is_authenticated and factors_of(request.user).app:
            return redirect("account_security")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The key in groups of four, to be typed."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"key": " ".join(secret[first : first + 4] for first in range(0, len(secret), 4))}


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A passkey: found by the browser without a username, and only after it has checked who is there."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = context["js_data"]["creation_options"]["publicKey"]
        options["authenticatorSelection"] = {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        }
        return context | {"form": kwargs.get("form", context["form"])}
