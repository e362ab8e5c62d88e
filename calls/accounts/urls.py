"""allauth's URLs, with our own views for sign-up, the display name and confirming an address."""

from django.urls import include, path, re_path

from .views import ConfirmEmailView, ProfileView, SignupView

urlpatterns = [
    path("signup/", SignupView.as_view(), name="account_signup"),
    path("profile/", ProfileView.as_view(), name="account_profile"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", ConfirmEmailView.as_view(), name="account_confirm_email"),
    path("", include("allauth.account.urls")),
    path("", include("calls.accounts.providers.urls")),
]
