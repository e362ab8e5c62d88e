"""The URLs of a proof of identity that allauth does not have."""

from django.urls import path

from . import views

urlpatterns = [
    path(
        "reauthenticate/provider/<slug:provider_id>/",
        views.ReauthenticateByProviderView.as_view(),
        name="reauthenticate_by_provider",
    ),
    path("reauthenticate/none/", views.cannot_reauthenticate, name="cannot_reauthenticate"),
]
