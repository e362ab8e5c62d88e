"""The URLs of the page "Where you are signed in"."""

from django.urls import path

from . import views

urlpatterns = [
    path("sessions/", views.sessions, name="account_sessions"),
    path("sessions/end-others/", views.end_other_sessions, name="end_other_sessions"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
]
