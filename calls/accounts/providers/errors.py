"""What people read when a sign-in through a provider does not work, and what the log says about it."""

import logging
import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from calls.accounts.reauthentication.provider import PROCESS, page_of

logger = logging.getLogger(__name__)

#: An error code of OAuth 2.0 (RFC 6749, section 4.1.2.1), of which only the usual characters are logged.
CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")


def failures() -> tuple[type[Exception], ...]:
    """What allauth raises if a provider does not answer, or not as it should.

    Imported late, since a client for HTTP takes 5 MB.
    """
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error
    from requests import RequestException

    return (OAuth2Error, RequestException, AttributeError, LookupError, TypeError, ValueError)


def error_response(
    request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, state: dict[str, Any] | None = None
) -> HttpResponse:
    """`state`: what the sign-in began with, or None if this browser has begun none, or has used its answer already."""
    if error == "cancelled" or (state is None and request.GET.get("error") == "access_denied"):
        text = _("You have stopped signing in with %(provider)s.")
        messages.info(request, text % {"provider": provider.name})
        return redirect(_back(provider, state or {}))
    if state is None:
        return _page(request, provider, "expired", {}, status=400)
    logger.warning("Sign-in with %s failed: %s", provider.name, _reason(request, exception))
    return _page(request, provider, "unreachable" if _is_unreachable(exception) else "refused", state, status=503)


def begun_with(request: HttpRequest) -> dict[str, Any]:
    """The state of a sign-in that has not got as far as the provider."""
    return {"process": request.POST.get("process"), "next": get_next_redirect_url(request)}


def _page(request: HttpRequest, provider: Any, problem: str, state: Any, status: int) -> HttpResponse:
    context = {"provider": provider.name, "problem": problem, "back": _back(provider, state)}
    return render(request, "socialaccount/authentication_error.html", context, status=status)


def _back(provider: Any, state: Any) -> str:
    """Where the person came from."""
    if state.get("process") == PROCESS:
        return page_of(provider.sub_id, state)
    if state.get("process") == "connect":
        return reverse("socialaccount_connections")
    following = state.get("next")
    return reverse("account_login") + (f"?{urlencode({'next': following})}" if following else "")


def _is_unreachable(exception: Any) -> bool:
    from requests import ConnectionError as NotConnected
    from requests import Timeout

    status = getattr(getattr(exception, "response", None), "status_code", 0)
    return isinstance(exception, (NotConnected, Timeout)) or status >= 500


def _reason(request: HttpRequest, exception: Any) -> str:
    """For the log. Never the text of an exception of the HTTP client: it has the address, which may hold a secret."""
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error
    from requests import RequestException

    if exception is None:
        code = request.GET.get("error", "")
        return f"it answered {code}" if CODE.fullmatch(code) else "it answered without a code"
    if isinstance(exception, RequestException):
        asked = getattr(exception.request, "url", None)
        host = urlsplit(asked).netloc if isinstance(asked, str) else "its server"
        status = getattr(exception.response, "status_code", None)
        return f"{host} answered with status {status}" if status else f"{host}: {type(exception).__name__}"
    if isinstance(exception, OAuth2Error):
        found = re.search(rf'"error"\s*:\s*"({CODE.pattern})"', str(exception))
        return f"it answered {found[1]}" if found else f"its token is not valid: {exception.__cause__ or 'no token'}"
    return f"its answer is not understood: {type(exception).__name__}"
