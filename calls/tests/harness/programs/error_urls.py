"""The site's URLs, and one for each error page, which answers as the fault does."""

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.module_loading import import_string

from calls.pages.unavailable import Cause, unavailable_page
from videochat.urls import handler500
from videochat.urls import urlpatterns as site_urls

__all__ = ["handler500", "urlpatterns"]


def fail(request: HttpRequest, kind: str) -> HttpResponse:
    match kind:
        case "400":
            raise SuspiciousOperation
        case "403":
            raise PermissionDenied
        case "403-csrf":
            return import_string(settings.CSRF_FAILURE_VIEW)(request)  # type: ignore[no-any-return]
        case "429":
            return render(request, "429.html", status=429)
        case "503":
            return unavailable_page(request, Cause.DATABASE)
        case "503-busy":
            return unavailable_page(request, Cause.BUSY)
        case _:
            raise RuntimeError("on purpose")


urlpatterns = [*site_urls, path("error/<str:kind>/", fail)]
