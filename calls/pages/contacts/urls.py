"""The URLs of contacts and of privacy."""

from django.urls import path

from . import views

urlpatterns = [
    path("contacts/", views.contacts, name="contacts"),
    path("contacts/change/", views.change_contact, name="change_contact"),
    path("privacy/", views.privacy, name="privacy"),
]
