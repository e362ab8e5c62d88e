"""Finds the user of a request by the same rules as for a socket, and says what a sign-in came before."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, REDIRECT_FIELD_NAME, SESSION_KEY, load_backend
from django.contrib.auth import middleware as auth_middleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.decorators import async_only_middleware
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from calls.bidi import isolate
from calls.models import User

from .authentication import is_password_unchanged
from .sessions import SessionStore, device_that_ended
from .user_sessions.use import note_use


class SignedInRequest(HttpRequest):
    """For views behind `login_required`."""

    user: User
    session: SessionStore


class AuthenticationMiddleware(auth_middleware.AuthenticationMiddleware):
    """Django's gives a session a new key when the secret key or the hash has changed.

    A second request that was sent at the same time would then find no session, and sign the browser
    out. Here the session keeps its key.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: get_user(request))  # type: ignore[assignment]  # a proxy of a user


def get_user(request: HttpRequest) -> User | AnonymousUser:
    """The signed-in user. Flushes a session that is no longer valid."""
    return _session_user(request) or AnonymousUser()


def _session_user(request: HttpRequest) -> User | None:
    session = request.session
    cookie = session.session_key
    pk, backend = str(session.get(SESSION_KEY)), session.get(BACKEND_SESSION_KEY)
    if cookie and session.session_key is None:
        _tell_why_ended(request, cookie)
    if not pk.isdecimal() or backend not in settings.AUTHENTICATION_BACKENDS:
        return None
    user: User | None = load_backend(backend).get_user(int(pk))
    if user is None:
        return None
    if not is_password_unchanged(session, user):
        session.flush()
        return None
    if session[HASH_SESSION_KEY] != user.get_session_auth_hash():
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    note_use(request, user)
    return user


def _tell_why_ended(request: HttpRequest, key: str) -> None:
    """The response removes the cookie, so the next page says it once."""
    if device := device_that_ended(key):
        text = _("You signed this browser out from another one: %(device)s.") % {"device": isolate(device)}
        messages.warning(request, text, fail_silently=True)


@async_only_middleware
def tell_what_was_not_done(get_response: Any) -> Any:
    """Below messages. A form that leads to the sign-in page was sent after the session had ended, and is lost."""

    async def middleware(request: HttpRequest) -> Any:
        response = await get_response(request)
        if request.method == "POST" and _asks_to_sign_in(response.get("Location", ""), request.path):
            text = _("You are signed out, so what you pressed was not done. Sign in, and do it again.")
            messages.warning(request, text, fail_silently=True)
        return response

    return middleware


def _asks_to_sign_in(location: str, path: str) -> bool:
    """Whether this is `login_required`'s answer at that path."""
    to = urlsplit(location)
    back = parse_qs(to.query).get(REDIRECT_FIELD_NAME, [""])[0]
    return to.path == resolve_url(settings.LOGIN_URL) and urlsplit(back).path == path
