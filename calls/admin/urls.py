"""Addresses of the administration that are not lists. `videochat/urls.py` puts them before Django's."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path

from calls.accounts.post_only import post_only
from calls.notifications import check_sessions, publish

from .network_check import network_check
from .own_account import lead_to_password


def logout(request: HttpRequest) -> HttpResponse:
    """Django's, and this browser's other tabs close at once, as after `/accounts/logout/`."""
    user = request.user.pk
    response = admin.site.logout(request)
    if user is not None:
        publish(check_sessions(user))
    return response


urlpatterns = [
    path("network-check/", admin.site.admin_view(network_check), name="network_check"),
    path("password_change/", lead_to_password),
    path("logout/", post_only("admin:index")(logout)),
]
