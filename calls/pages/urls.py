"""The URLs of the pages."""

from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from django.views.decorators.vary import vary_on_cookie
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog

from . import views

# Cached for an hour, then revalidated. Varies by cookie, because a cookie may choose the language.
texts = vary_on_cookie(
    cache_control(private=True, max_age=3600)(conditional_page(JavaScriptCatalog.as_view(packages=["calls"])))
)

# Password managers open it (W3C, "A Well-Known URL for Changing Passwords").
change_password = RedirectView.as_view(pattern_name="account_change_password")

urlpatterns = [
    path("", views.home, name="home"),
    path("history/", views.history, name="history"),
    path("check/", views.check, name="check"),
    path("session/", views.session, name="session"),
    path("returning/", views.returning, name="returning"),
    path(".well-known/change-password", change_password),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("jsi18n/", texts, name="jsi18n"),
]
