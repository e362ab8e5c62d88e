"""allauth's provider of OpenID Connect, for several that may have the same client ID."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.base.constants import AuthAction
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider as AllauthProvider
from django.http import HttpRequest


class OpenIDConnectProvider(AllauthProvider):  # type: ignore[misc]  # allauth is untyped
    def serialize(self) -> dict[str, Any]:
        """With the name of this provider: allauth's own finds it by its client ID, which another one may have, too."""
        serialized: dict[str, Any] = super().serialize()
        return serialized | {"id": self.app.provider_id}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """For a proof of identity, the provider asks people who are signed in there, too, and says when it did."""
        params: dict[str, str] = super().get_auth_params_from_request(request, action)
        asks = {"prompt": "login", "max_age": "0"} if action == AuthAction.REAUTHENTICATE else {}
        return params | asks

    def extract_email_addresses(self, data: Any) -> list[EmailAddress]:
        """Some providers send texts instead of truth values, and allauth would take "false" for true."""
        addresses: list[EmailAddress] = super().extract_email_addresses(data)
        for address in addresses:
            address.verified = address.verified in (True, "true")
        return addresses
