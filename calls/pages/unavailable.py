"""The page that says why a request cannot be served now: 503, in words."""

from enum import StrEnum

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

#: Seconds after which a client should try again. A page that was only to be read does so itself.
RETRY_SECONDS = 5


class Cause(StrEnum):
    BUSY = "busy"
    DATABASE = "database"


def unavailable_page(request: HttpRequest, cause: Cause) -> HttpResponse:
    """Made without the request: it must not need the user, the session or the database."""
    context = {"cause": cause.value, "retry_seconds": RETRY_SECONDS, "is_read": request.method in ("GET", "HEAD")}
    response = HttpResponse(render_to_string("503.html", context), status=503, headers={"Retry-After": RETRY_SECONDS})
    add_never_cache_headers(response)
    return response
