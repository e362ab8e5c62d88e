"""For whom sign-up is open without an invitation."""

from typing import Any

from django.conf import settings


def is_open_to(sociallogin: Any = None) -> bool:
    """`sociallogin`: what a provider said about the person, or None for a sign-up with a password."""
    return bool(settings.SIGNUP_OPEN) or (sociallogin is not None and _is_own(sociallogin))


def _is_own(sociallogin: Any) -> bool:
    if sociallogin.account.provider in settings.SIGNUP_PROVIDERS:
        return True
    verified = [address.email for address in sociallogin.email_addresses if address.verified]
    return any(email.rpartition("@")[2].lower() in settings.SIGNUP_DOMAINS for email in verified)
