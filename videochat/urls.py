"""The URLs: the admin, allauth's accounts, invitations, and the pages of the calls app."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", include("calls.admin.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("calls.pages.my_data.urls")),
    path("accounts/", include("calls.accounts.urls")),
    path("invite/", include("calls.accounts.invitations.urls")),
    path("", include("calls.pages.urls")),
]

handler500 = "calls.pages.unavailable.server_error"
