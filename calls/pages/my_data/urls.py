"""The URLs of the page "Your data"."""

from django.urls import path

from . import delete, views

urlpatterns = [
    path("data/", views.my_data, name="my_data"),
    path("data/account.json", views.download_account, name="download_account"),
    path("data/calls.csv", views.download_calls, name="download_calls"),
    path("delete/", delete.delete, name="delete_account"),
    path("deleted/", delete.deleted, name="account_deleted"),
]
