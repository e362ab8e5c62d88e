"""A page that tries the STUN and TURN servers when an administrator asks for it."""

from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from calls.network_check.check import check_servers
from calls.network_check.findings import Report

from .privileges import is_superuser

#: A worker runs one check at a time, so that repeated clicks do not hold up other requests.
_running = Lock()


@require_http_methods(["GET", "HEAD", "POST"])
def network_check(request: HttpRequest) -> HttpResponse:
    """For superusers, because it shows addresses of the site's network."""
    if not is_superuser(request):
        raise PermissionDenied
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": _("Network check"),
        "stun_urls": settings.STUN_URLS,
        "turn_urls": settings.TURN_URLS,
    }
    if request.method == "POST":
        context |= _result()
    return TemplateResponse(request, "admin/network_check.html", context)


def _result() -> dict[str, Any]:
    """It runs on the worker's event loop, and only this request's thread waits for it."""
    if not _running.acquire(blocking=False):
        return {"busy": _("Another check is running. Try again in 10 seconds.")}
    try:
        # Others may use this connection of the pool meanwhile.
        if not connection.in_atomic_block:
            connection.close()
        reports = check_servers()
    finally:
        _running.release()
    return {"reports": reports, "summary": _summary(reports), "all_work": all(report.works for report in reports)}


def _summary(reports: list[Report]) -> str:
    broken = sum(not report.works for report in reports)
    if not broken:
        return ngettext("The server works.", "All %(count)d servers work.", len(reports)) % {"count": len(reports)}
    text = ngettext(
        "%(broken)d of %(count)d server does not work.", "%(broken)d of %(count)d servers do not work.", broken
    )
    return text % {"broken": broken, "count": len(reports)}
