"""The URLs of the pages."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_cookie
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog

from calls.accounts.pictures.views import picture

from . import views

# Cached for an hour, then revalidated. Varies by cookie, because a cookie may choose the language.
texts = vary_on_cookie(
    cache_control(private=True, max_age=3600)(conditional_page(JavaScriptCatalog.as_view(packages=["calls"])))
)


def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this where a page names no icon, as on `/readyz`."""
    return redirect(staticfiles_storage.url("calls/icon.svg"))


urlpatterns = [
    path("", views.home, name="home"),
    path("history/", views.history, name="history"),
    path("check/", views.check, name="check"),
    path("", include("calls.pages.contacts.urls")),
    path("pictures/<str:picture_hash>.webp", picture, name="picture"),
    path("session/", views.session, name="session"),
    path("returning/", views.returning, name="returning"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("jsi18n/", texts, name="jsi18n"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", require_safe(icon), name="favicon"),
    # A Well-Known URL for Changing Passwords (W3C): password managers open it.
    path(".well-known/change-password", RedirectView.as_view(pattern_name="account_change_password")),
]
