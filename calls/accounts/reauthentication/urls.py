"""The URLs of a proof of identity, but for those of second steps."""

from django.urls import path

from . import views

urlpatterns = [
    path("reauthenticate/", views.ReauthenticateView.as_view(), name="account_reauthenticate"),
    path(
        "reauthenticate/provider/<slug:provider_id>/",
        views.ReauthenticateByProviderView.as_view(),
        name="reauthenticate_by_provider",
    ),
    path("reauthenticate/none/", views.cannot_reauthenticate, name="cannot_reauthenticate"),
]
