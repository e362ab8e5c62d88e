"""The call page, the history, the set-up check, and two probes."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from calls.accounts import sessions
from calls.accounts.middleware import SignedInRequest
from calls.accounts.post_only import post_only
from calls.actions.absence.grace import extend_reload_grace

from . import history as calls_history
from . import readiness
from .speculative import is_speculative

CALLS_PER_PAGE = 25


@require_safe
@login_required
@never_cache
def home(request: SignedInRequest) -> HttpResponse:
    sessions.refresh_expiry(request.session)
    return render(request, "calls/call.html")


@require_safe
@login_required
@never_cache
def history(request: SignedInRequest) -> HttpResponse:
    page = Paginator(calls_history.legs_of(request.user), CALLS_PER_PAGE).get_page(request.GET.get("page"))
    legs = list(page)
    blocked = calls_history.blocked_peers(legs, request.user)
    entries = [calls_history.entry(leg, blocked) for leg in legs]
    if not is_speculative(request):
        # After reading, so that this visit still shows which ones are new; before rendering, so
        # that the badge counts the others.
        calls_history.mark_seen(legs)
    return render(request, "calls/history.html", {"page": page, "entries": entries})


@require_safe
@login_required
@never_cache
def check(request: SignedInRequest) -> HttpResponse:
    """Check my set-up: everything on it runs in the browser."""
    sessions.refresh_expiry(request.session)
    return render(request, "calls/check.html")


@require_safe
@never_cache
def session(request: HttpRequest) -> HttpResponse:
    """An open page asks for this from time to time, so that its session does not expire. 401: signed out."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    sessions.refresh_expiry(cast(sessions.SessionStore, request.session))
    return HttpResponse(status=204)


@csrf_exempt  # it only gives the person's own call more time, and the page has no token yet
@post_only("home")
@never_cache
def returning(request: HttpRequest) -> HttpResponse:
    """A page that is still loading asks its call to wait. 401: signed out."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    extend_reload_grace(request.user)
    return HttpResponse(status=204)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """For search engines (RFC 9309): nothing here is for the public."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Liveness probe. It ignores the database: an outage is no reason to restart a worker."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
async def readyz(request: HttpRequest) -> HttpResponse:
    """Readiness probe, whether calls can be placed: 200, or 503 with what is down."""
    state = await readiness.check()
    return JsonResponse(state, status=200 if set(state.values()) == {"ok"} else 503)
