"""The URLs of the pages."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from calls.accounts.pictures.views import picture

from . import views
from .languages.views import choose_language, texts_of_earlier_pages, versioned_texts


def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this where a page names no icon, as on `/readyz`."""
    return redirect(staticfiles_storage.url("calls/icon.svg"))


urlpatterns = [
    path("", views.home, name="home"),
    path("history/", views.history, name="history"),
    path("check/", views.check, name="check"),
    path("", include("calls.pages.contacts.urls")),
    path("", include("calls.pages.offline.urls")),
    path("pictures/<str:picture_hash>.webp", picture, name="picture"),
    path("session/", views.session, name="session"),
    path("returning/", views.returning, name="returning"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("language/", choose_language, name="choose_language"),
    path("jsi18n/", texts_of_earlier_pages, name="jsi18n"),
    path("jsi18n/<str:language>/<str:version>.js", versioned_texts, name="texts"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", require_safe(icon), name="favicon"),
    # A Well-Known URL for Changing Passwords (W3C): password managers open it.
    path(".well-known/change-password", RedirectView.as_view(pattern_name="account_change_password")),
]
