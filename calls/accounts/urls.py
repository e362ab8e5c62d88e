"""allauth's URLs, with our own views for what people may send twice, and for the display name and the picture."""

from django.urls import include, path, re_path

from .passwords import PasswordChangeView, PasswordResetFromKeyView, PasswordSetView
from .pictures.views import change_picture
from .views import ConfirmEmailView, EmailView, ProfileView, SignupView

urlpatterns = [
    path("signup/", SignupView.as_view(), name="account_signup"),
    path("email/", EmailView.as_view(), name="account_email"),
    path("profile/", ProfileView.as_view(), name="account_profile"),
    path("picture/", change_picture, name="account_picture"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", ConfirmEmailView.as_view(), name="account_confirm_email"),
    path("password/change/", PasswordChangeView.as_view(), name="account_change_password"),
    path("password/set/", PasswordSetView.as_view(), name="account_set_password"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        PasswordResetFromKeyView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("", include("calls.accounts.reauthentication.urls")),
    path("", include("calls.accounts.user_sessions.urls")),
    path("", include("calls.accounts.second_factor.urls")),
    path("", include("allauth.account.urls")),
    path("", include("calls.accounts.providers.urls")),
]
