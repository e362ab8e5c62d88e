"""The URLs of the page that browsers keep, and of the script that keeps it."""

from django.urls import path

from . import views

urlpatterns = [
    path("offline/", views.offline, name="offline"),
    path("service-worker.js", views.service_worker, name="service_worker"),
]
