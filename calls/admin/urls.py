"""Pages of the administration that are not lists. `videochat/urls.py` puts them before Django's."""

from django.contrib import admin
from django.urls import path

from .network_check import network_check

urlpatterns = [path("network-check/", admin.site.admin_view(network_check), name="network_check")]
