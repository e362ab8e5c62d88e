"""The 503 page, which says why a request cannot be served now."""

import logging
import sys
from enum import StrEnum

from django.db import DatabaseError, DataError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views import defaults

from videochat import outage

#: Seconds after which a client should try again. A page that was requested by GET does so itself, by its script.
RETRY_SECONDS = 5


#: A deadlock, a lock and a statement that took too long (appendix A of PostgreSQL's manual).
BUSY_STATES = {"40P01", "55P03", "57014"}


class Cause(StrEnum):
    BUSY = "busy"
    DATABASE = "database"


def unavailable_page(request: HttpRequest, cause: Cause) -> HttpResponse:
    """Rendered without the request, so that it needs no user, session or database."""
    context = {"cause": cause.value, "retry_seconds": RETRY_SECONDS, "is_read": request.method in ("GET", "HEAD")}
    response = HttpResponse(render_to_string("503.html", context), status=503, headers={"Retry-After": RETRY_SECONDS})
    add_never_cache_headers(response)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """The handler500: an exception of a service that is away or busy becomes a 503."""
    problem = sys.exc_info()[1]
    if isinstance(problem, DataError) and "NUL" in str(problem):
        return defaults.bad_request(request, problem)  # text that PostgreSQL cannot store, which no page sends
    cause = cause_of(problem)
    return unavailable_page(request, cause) if cause else defaults.server_error(request)


def cause_of(problem: BaseException | None) -> Cause | None:
    """None if trying again does not help."""
    if not isinstance(problem, (DatabaseError, InterfaceError)):
        return None
    if outage.is_unreachable(problem):
        return Cause.DATABASE
    state = getattr(problem.__cause__, "sqlstate", None)
    return Cause.BUSY if state in BUSY_STATES or "database is locked" in str(problem) else None


class OutageLogFilter(logging.Filter):
    """In an outage: no line for each refused request, and no traceback for those that fail first."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) != 503:
            return True
        problem = record.exc_info[1] if record.exc_info else None
        if problem is None:
            return False
        record.exc_info = record.exc_text = None
        record.msg, record.args = "%s: %s", (type(problem.__cause__ or problem).__name__, record.args[-1])  # type: ignore[index]
        return True
