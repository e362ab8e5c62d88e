"""allauth's adapter of providers: what is kept of their answers, whose account they open, and a new account."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email, user_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect, render

from calls.accounts.invitations import redeem
from calls.accounts.reauthentication.provider import PROCESS, complete_reauthentication, is_stale
from calls.models import User
from videochat.database.release import release_connections

from .errors import error_response
from .forms import DISPLAY_NAME
from .proposals import propose_username


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """Those of the environment alone: a page with buttons needs no database."""
        configured = settings.SOCIALACCOUNT_PROVIDERS.items()
        apps = [SocialApp(provider=kind, **app) for kind, options in configured for app in options["APPS"]]
        return [
            app
            for app in apps
            if provider in (None, app.provider_id or app.provider) and client_id in (None, app.client_id)
        ]

    def get_requests_session(self) -> Any:
        release_connections()
        return super().get_requests_session()

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Keep no more of what the provider says than a sign-up and the page of sign-in methods need."""
        raw = sociallogin.account.extra_data
        sociallogin.is_stale_sign_in = is_stale(raw.get("id_token") or raw)
        name = data.get("name") or " ".join(filter(None, (data.get("first_name"), data.get("last_name"))))
        found = {"username": data.get("username"), "email": data.get("email"), "name": name}
        sociallogin.account.extra_data = {key: text for key, text in found.items() if text and isinstance(text, str)}
        user: User = sociallogin.user
        user_email(user, sociallogin.account.extra_data.get("email", ""))
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The token has served; a session should not keep it until the sign-up."""
        sociallogin.token = None
        if sociallogin.state.get("process") == PROCESS:
            raise ImmediateHttpResponse(complete_reauthentication(request, sociallogin))

    def authenticate_by_email(self, sociallogin: Any) -> tuple[User, str] | None:
        """Only an address that is verified on both sides leads to an account without a link to it."""
        if sociallogin.state.get("process") in ("connect", PROCESS):
            return None
        verified = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
        here = EmailAddress.objects.filter(email__in=verified, verified=True).select_related("user").first()
        return (here.user, here.email) if here else None

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        if get_account_adapter(request).is_open_for_signup(request, sociallogin):
            return True
        invitation = redeem.opened_invitation(request)
        context = {"provider": sociallogin.provider.name, "state": invitation and invitation.state}
        raise ImmediateHttpResponse(render(request, "account/signup_closed.html", context))

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, str]:
        said = sociallogin.account.extra_data
        try:
            display_name = DISPLAY_NAME.clean(said.get("name", "")[: DISPLAY_NAME.max_length], User())
        except ValidationError:
            display_name = ""
        texts = [said.get(key, "") for key in ("username", "email", "name")]
        return {"username": propose_username(texts), "display_name": display_name}

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """The account, its link to the provider and the use of the invitation are one transaction."""
        user: User = sociallogin.user
        user.set_unusable_password()
        accounts = get_account_adapter(request)
        accounts.save_user(request, user, form, commit=False)
        user.display_name = form.cleaned_data["display_name"]
        sociallogin.email_addresses = [each for each in sociallogin.email_addresses if not is_taken(each.email)]
        try:
            with transaction.atomic():
                sociallogin.save(request)
                accounts.use_invitation(request, user, sociallogin)
        except redeem.NoLongerUsable:
            raise ImmediateHttpResponse(redirect("account_signup")) from None  # which says why
        return user

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        state = (extra_context or {}).get("state")
        raise ImmediateHttpResponse(error_response(request, provider, error, exception, state))


def is_taken(email: str) -> bool:
    """Whether another account has the address, confirmed or not."""
    return bool(filter_users_by_email(email))
