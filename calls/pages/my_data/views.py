"""The page "Your data" and its downloads."""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from calls.accounts.middleware import SignedInRequest

from .call_csv import calls_as_csv
from .export import account_data

#: A download reads every session of the site, and all calls of the person. As allauth writes rates.
RATES = {"download": "10/m/user"}


@require_safe
@login_required
@never_cache
def my_data(request: SignedInRequest) -> HttpResponse:
    return render(request, "account/data.html", {"call_days": settings.CALL_RETENTION_DAYS})


@require_safe
@login_required
@never_cache
def download_account(request: SignedInRequest) -> HttpResponse:
    if refusal := _too_many(request):
        return refusal
    data = account_data(request.user, request.session.session_key)
    return _as_file(JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2}), "account", "json")


@require_safe
@login_required
@never_cache
def download_calls(request: SignedInRequest) -> HttpResponse:
    if refusal := _too_many(request):
        return refusal
    return _as_file(HttpResponse(calls_as_csv(request.user), "text/csv; charset=utf-8"), "calls", "csv")


def _too_many(request: HttpRequest) -> HttpResponse | None:
    if ratelimit.consume(request, app="calls.pages", action="download", config=RATES, limit_get=True):
        return None
    return render(request, "429.html", status=429)


def _as_file(response: HttpResponse, name: str, suffix: str) -> HttpResponse:
    file = f"videochat-{name}-{timezone.now():%Y-%m-%d}.{suffix}"
    response["Content-Disposition"] = content_disposition_header(True, file) or ""
    return response
