"""Providers, and a browser without scripts that signs in with them."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertRedirects

from calls.models import User
from calls.tests.harness.identity_providers import OpenIDProvider, StandIn
from calls.tests.harness.proof import signed_in_ago
from videochat.environment.sign_in_providers import provider_ids, sign_in_providers

PASSWORD = "a-long-secret"
LOGIN, SIGNUP, METHODS, CHOOSE_NAME = (
    f"/accounts/{page}/" for page in ("login", "signup", "sign-in-methods", "provider/signup")
)


@pytest.fixture(scope="session")
def provider() -> Iterator[OpenIDProvider]:
    service = OpenIDProvider()
    yield service
    service.stop()


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    service = StandIn()
    yield service
    service.close()


def configure(settings: Settings, monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
    """As if a worker was started with these variables."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.SOCIALACCOUNT_PROVIDERS = sign_in_providers(plain_http=False)
    settings.PROVIDER_IDS = provider_ids(settings.SOCIALACCOUNT_PROVIDERS)


def openid_connect(provider_id: str, name: str, url: str) -> dict[str, str]:
    """The variables of one provider. All of them have the same client ID."""
    values = {"NAME": name, "URL": url, "CLIENT_ID": "videochat", "CLIENT_SECRET": "company-hush"}
    return {f"OIDC_{provider_id.upper()}_{key}": value for key, value in values.items()}


@pytest.fixture
def company(provider: OpenIDProvider, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> OpenIDProvider:
    """Two providers of OpenID Connect are configured; the same server is behind both."""
    two = openid_connect("company", "Example Ltd", provider.url) | openid_connect("partner", "Partner", provider.url)
    configure(settings, monkeypatch, OIDC_PROVIDERS="company,partner", **two)
    return provider


class Visitor(Client):
    """Follows the site's redirects by hand."""

    def lead_to(self, provider_id: str = "company", **form: str) -> str:
        """Press the provider's button; the address that its page leads to."""
        at = provider_id if provider_id in ("google", "facebook") else f"oidc/{provider_id}"
        return self.begin(f"/accounts/{at}/login/", **form)

    def begin(self, path: str, **form: str) -> str:
        return self.address_in(self.post(path, form))

    def address_in(self, page: Any) -> str:
        """Where the page "Taking you to" leads."""
        found = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page.content.decode())
        assert page.status_code == 200 and found, page.content.decode()
        return unescape(found[1])

    def return_by(self, address: str) -> Any:
        """The site's answer to the address that the provider leads back to, without its redirects."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}" == "http://testserver", address
        return self.get(f"{parts.path}?{parts.query}")

    def sign_in(self, provider: OpenIDProvider, subject: str, provider_id: str = "company", **form: str) -> Any:
        return self.return_by(provider.approve(self.lead_to(provider_id, **form), subject))

    @property
    def name(self) -> str | None:
        """Who is signed in."""
        pk = self.session.get("_auth_user_id")
        return User.objects.get(pk=pk).username if pk else None


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def account(name: str, *, has_password: bool = True, confirmed: str = "", unconfirmed: str = "") -> User:
    user = User.objects.create_user(name, confirmed or unconfirmed, PASSWORD if has_password else None)
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=bool(confirmed))
    return user


def signed_in(user: User, seconds: float = 0) -> Visitor:
    """Somebody who signed in so long ago."""
    visitor = Visitor()
    visitor.force_login(user, "django.contrib.auth.backends.ModelBackend")
    signed_in_ago(visitor, seconds)
    return visitor


def link(visitor: Visitor, provider: OpenIDProvider, subject: str, provider_id: str = "company") -> str:
    """The page of sign-in methods after the way to the provider and back."""
    answer = visitor.sign_in(provider, subject, provider_id, process="connect")
    assertRedirects(answer, METHODS, fetch_redirect_response=False)
    return str(visitor.get(METHODS).content.decode())
