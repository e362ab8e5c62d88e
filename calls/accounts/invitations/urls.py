"""The URLs of invitations."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.invite, name="invite"),
    path("<int:pk>/revoke/", views.revoke, name="revoke_invitation"),
    path("<str:token>/", views.invitation, name="invitation"),
]
