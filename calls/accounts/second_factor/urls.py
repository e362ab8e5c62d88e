"""The URLs of "Security", and of allauth's views of second steps under the names that it knows."""

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from calls.accounts.reauthentication.views import ReauthenticateByCodeView, ReauthenticateByPasskeyView

from . import views

urlpatterns = [
    path("security/", views.security, name="account_security"),
    # allauth leads to these two after a change.
    path("security/", views.security, name="mfa_index"),
    path("security/", views.security, name="mfa_list_webauthn"),
    path("second-step/", views.second_step, name="second_step"),
    path("second-step/sign-in/", base.authenticate, name="mfa_authenticate"),
    path("second-step/code/", ReauthenticateByCodeView.as_view(), name="mfa_reauthenticate"),
    path("second-step/passkey/", ReauthenticateByPasskeyView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("authenticator-app/add/", views.once(views.ActivateTOTPView.as_view()), name="mfa_activate_totp"),
    path("authenticator-app/remove/", views.once(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("passkeys/add/", views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/name/", views.once(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", views.once(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("passkeys/sign-in/", views.passkey_sign_in, name="mfa_login_webauthn"),
]
