"""Pages of the administration that are not lists. `videochat/urls.py` puts them before Django's."""

from django.contrib import admin
from django.urls import path

from calls.accounts.post_only import post_only

from .network_check import network_check

urlpatterns = [
    path("network-check/", admin.site.admin_view(network_check), name="network_check"),
    path("logout/", post_only("admin:index")(admin.site.logout)),
]
