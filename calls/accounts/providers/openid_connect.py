"""allauth's provider of OpenID Connect, for several that may have the same client ID."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider as AllauthProvider


class OpenIDConnectProvider(AllauthProvider):  # type: ignore[misc]  # allauth is untyped
    def serialize(self) -> dict[str, Any]:
        """With the name of this provider: allauth's own finds it by its client ID, which another one may have, too."""
        serialized: dict[str, Any] = super().serialize()
        return serialized | {"id": self.app.provider_id}

    def extract_email_addresses(self, data: Any) -> list[EmailAddress]:
        """Some providers send texts instead of truth values, and allauth would take "false" for true."""
        addresses: list[EmailAddress] = super().extract_email_addresses(data)
        for address in addresses:
            address.verified = address.verified in (True, "true")
        return addresses
