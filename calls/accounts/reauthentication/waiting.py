"""What waits for a proof: the form that was sent before it, or the page."""

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, resume_request
from allauth.core.internal.httpkit import deserialize_request
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def resume(request: HttpRequest, url: str) -> HttpResponse:
    """Send the form that waits at this address, or go there."""
    set_next(request, url)
    return resume_request(request) or redirect(url)


def set_next(request: HttpRequest, url: str) -> None:
    """Where allauth goes on. It compares that with the form's path, so a form with a query would be lost."""
    form = _form(request)
    fields = request.POST.copy()
    fields["next"] = form.path if form and form.get_full_path() == url else url
    request.POST = fields  # type: ignore[assignment]  # a copy, which is mutable


def _form(request: HttpRequest) -> HttpRequest | None:
    state = request.session.get(STATE_SESSION_KEY) or {}
    if "request" not in state:
        return None
    form: HttpRequest = deserialize_request(state["request"], HttpRequest())
    return form
