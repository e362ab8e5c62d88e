"""allauth's adapter for second steps: what apps and browsers show, and the QR code."""

from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from calls.accounts.invitations.qr_code import qr_code_svg
from calls.models import User
from calls.presence.device_name import device_name


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        """With the host: somebody may have accounts on two sites."""
        return f"Videochat {self._host()}"

    def build_totp_svg(self, url: str) -> str:
        """allauth's own needs one more package."""
        return qr_code_svg(url)

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002  (allauth's name)
        """A proposal for the name of a passkey: the browser that creates it, with a number from the second on."""
        name = device_name(context.request.META.get("HTTP_USER_AGENT", ""))
        taken = {str(each) for each in Authenticator.objects.filter(user=user, type=type)}
        numbered = (f"{name} {number}" for number in range(2, len(taken) + 3))
        return name if name not in taken else next(each for each in numbered if each not in taken)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": self._host(), "name": "Videochat"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {
            "id": user_pk_to_url_str(user).encode(),
            "name": user.get_username(),
            "display_name": user.get_full_name(),
        }

    def _host(self) -> str:
        return str(context.request.get_host().partition(":")[0])
