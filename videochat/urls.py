"""The site's addresses: the admin, the accounts, and everything else from the calls app."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("", include("calls.pages.urls")),
]
