"""allauth's URLs, with our own view for sign-up."""

from django.urls import include, path

from .views import SignupView

urlpatterns = [
    path("signup/", SignupView.as_view(), name="account_signup"),
    path("", include("allauth.account.urls")),
]
