"""allauth's adapter: who can sign up, limits of sign-in, and the client's address."""

import logging
from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.backends import AllowAllUsersModelBackend
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from calls.bidi import isolate
from calls.models import User
from calls.notifications import check_sessions, publish

from .invitations import redeem
from .languages import keep_choice, language_of_receiver
from .providers.own_people import is_open_to
from .reauthentication.proof import no_method, provider_methods, recently_authenticated
from .sign_in.known_devices import remember_device
from .sign_in.login_limits import begin_attempt
from .sign_in.login_names import username_of
from .sign_in.new_password import set_password

logger = logging.getLogger(__name__)

#: For a client that has none, for example on a Unix socket.
NO_ADDRESS = "0.0.0.0"  # noqa: S104  (nothing listens on it)
_warned: set[str] = set()


def display_name(user: User) -> str:
    """A person's name in a sentence of allauth's."""
    return isolate(user.get_username())


def owner_of(email: str) -> User | None:
    """Of a confirmed address."""
    found = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    return found.user if found else None


def _without_ipv6_prefix(address: str) -> str:
    """An IPv4 address as such: on an IPv6 socket all of them share one /64 (RFC 4291, section 2.5.5.2)."""
    try:
        mapped = getattr(ip_address(address), "ipv4_mapped", None)
    except ValueError:
        return address
    return str(mapped or address)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many failed attempts to sign in. Please wait five minutes, or reset your password."
        ),
        # allauth's own, but for its Chinese text, which is that of an error code.
        "incorrect_code": _("Incorrect code."),
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any = None) -> bool:
        """`sociallogin`: of somebody whom a provider has identified."""
        return is_open_to(sociallogin) or redeem.is_invited(request)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """The invitation is used in the same transaction, which is short: the password is hashed before it."""
        super().save_user(request, user, form, commit=False)
        if commit:
            try:
                with transaction.atomic():
                    user.save()
                    self.use_invitation(request, user)
            except redeem.NoLongerUsable:
                raise ImmediateHttpResponse(redirect("account_signup")) from None  # which says why
        return user

    def use_invitation(self, request: HttpRequest, user: User, sociallogin: Any = None) -> None:
        """Call it in the transaction that saves the account. Raises NoLongerUsable."""
        if redeem.is_invited(request) or not is_open_to(sociallogin):
            redeem.use(request, user)

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """By the model's rules. Also for proposals of names (`shallow`)."""
        return str(User._meta.get_field("username").clean(username, User()))

    def logout(self, request: HttpRequest) -> None:
        """Of this browser. Its other tabs close at once."""
        user = request.user.pk
        super().logout(request)
        if user is not None:
            publish(check_sessions(user))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Also after a first password. allauth's is the form of another change."""
        return reverse("account_security")

    def set_password(self, user: User, password: str) -> None:
        """Raises ChangedMeanwhile."""
        set_password(user, password)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user, who may be inactive. Raises ValidationError after too many failures."""
        login = str(credentials.get("username", ""))
        name, password = username_of(login), credentials.get("password")
        attempt = begin_attempt(request, login, name)
        if not attempt.allowed:
            raise self.validation_error("too_many_login_attempts")
        # Not by Django's authenticate(), where each backend would hash a wrong password once more.
        user: User | None = AllowAllUsersModelBackend().authenticate(request, name, password)
        if user:
            attempt.succeeded()
        return user

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        is_new = bool(kwargs.get("signup"))
        if is_new or not get_authentication_records(request, user):
            # A sign-up: allauth records none with a password, and one through a provider as any sign-in there.
            record_authentication(request, user, method="signup" if is_new else "password")
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(request, response, user.get_username())
        keep_choice(request, response, user)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Raises ReauthenticationRequired: allauth itself asks nobody who signs in through providers alone."""
        if super().is_reauthentication_required(app=app, **kwargs) and not recently_authenticated(self.request):
            raise ReauthenticationRequired
        return False

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The first one is the page that asks; it offers the others, in the order of `place`."""
        if not user.is_authenticated:
            return []
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        methods = [*methods, *provider_methods(self.request, user)] or [no_method()]
        return [method | {"place": place} for place, method in enumerate(methods)]

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Of a change of the account. Not to an address that is perhaps somebody else's."""
        confirmed = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk")
        if to := email or confirmed.values_list("email", flat=True).first():
            with language_of_receiver(self.request, user):
                super().send_notification_mail(template_prefix, user, context, to)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        with language_of_receiver(self.request, context.get("user") or owner_of(email)):
            super().send_mail(template_prefix, email, context)

    def render_mail(self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None) -> Any:
        if context.get("username"):
            context = context | {"username": isolate(context["username"])}
        return super().render_mail(template_prefix, email, context, headers)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        context = message_context or {}
        isolated = {key: isolate(value) for key, value in context.items() if key in ("email", "username")}
        super().add_message(request, level, message_template, context | isolated, *args, **kwargs)

    def get_client_ip(self, request: HttpRequest) -> str:
        """allauth counts the whole /64 of an IPv6 address as one."""
        return _without_ipv6_prefix(self._client_address(request))

    def _client_address(self, request: HttpRequest) -> str:
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:
            # The proxy's address is better than a page that refuses everybody.
            header = settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER
            if header and header not in _warned:
                _warned.add(header)
                logger.warning(
                    "CLIENT_IP_HEADER: a request came without a valid %s: the proxy's address counts", header
                )
            return str(request.META.get("REMOTE_ADDR") or NO_ADDRESS)
