"""allauth's forms of codes and passkeys, with stricter checks and our words."""

import binascii
import json
import struct
from base64 import urlsafe_b64decode
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.forms import CharField, Field
from django.utils.translation import gettext_lazy as _

#: For the names of passkeys.
MAX_NAME_LENGTH = 60
MAX_PASSKEYS = 20
#: Characters of a credential. Those of real devices have a few thousand at most.
MAX_CREDENTIAL_LENGTH = 30_000
#: What allauth and its library raise for a credential that no browser makes.
MALFORMED = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError, struct.error)
REFUSED = _("That passkey does not work here. Perhaps it was removed from the account, or this page was open too long.")
#: A phone shows digits at once.
CODE_KEYBOARD = {"inputmode": "numeric", "autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


class CredentialDecoder(json.JSONDecoder):
    """Django's field expects only JSONDecodeError. A number of 4,301 digits and deep nesting raise other errors."""

    def decode(self, s: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().decode(s, *args, **kwargs)
        except (ValueError, RecursionError) as error:
            raise json.JSONDecodeError(str(error), s, 0) from None


def _code_field(field: Field) -> None:
    field.label = _("Code")
    field.widget.attrs.update(CODE_KEYBOARD)


class CodeForm:
    """A mixin: a code of the app works once. allauth forgets a used one while it is still valid."""

    fields: dict[str, Field]
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self.fields["code"])

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # allauth's form
        except ValidationError as error:
            raise _too_many() if error.code == "too_many_login_attempts" else error from None
        if self.authenticator.type == Authenticator.Type.TOTP and not _use_once(self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


def _use_once(authenticator: Authenticator, code: str) -> bool:
    digits = "".join(filter(str.isdigit, code))
    lifetime = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    return cache.add(f"calls.totp.{authenticator.pk}.{digits}", True, lifetime)


def _too_many() -> ValidationError:
    return ValidationError(_("Too many wrong codes. Please wait five minutes."), code="too_many_login_attempts")


class AuthenticateForm(CodeForm, AllauthAuthenticateForm):  # type: ignore[misc]  # allauth is untyped
    pass


class ReauthenticateForm(CodeForm, AllauthReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateTOTPForm(AllauthActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self.fields["code"])

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
        except ValidationError as error:
            raise _too_many() if error.code == "rate_limited" else error from None
        return code


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """Every key that is added signs in alone: the device has checked a fingerprint, a face or a PIN."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]
        self.fields["credential"].decoder = CredentialDecoder
        self.fields["name"] = CharField(label=_("Name"), max_length=MAX_NAME_LENGTH, required=False)
        self.order_fields(["name", "credential"])

    def clean_credential(self) -> dict[str, Any]:
        """Nothing but what is needed later: it is stored."""
        keys = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.WEBAUTHN)
        if keys.count() >= MAX_PASSKEYS:
            text = _("An account can have %(count)d passkeys. Remove one first.")
            raise ValidationError(text, params={"count": MAX_PASSKEYS})
        credential = self.cleaned_data["credential"]
        try:
            _check_origin(credential)
            response = credential["response"]
            found = {
                "id": str(credential["id"]),
                "rawId": str(credential["rawId"]),
                "type": "public-key",
                "response": {
                    "clientDataJSON": str(response["clientDataJSON"]),
                    "attestationObject": str(response["attestationObject"]),
                },
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        except MALFORMED:
            raise ValidationError(REFUSED) from None
        if len(json.dumps(found)) > MAX_CREDENTIAL_LENGTH or "\x00" in json.dumps(found, ensure_ascii=False):
            raise ValidationError(REFUSED)
        return found

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        try:
            cleaned: dict[str, Any] = super().clean()
        except (ValidationError, *MALFORMED):
            raise ValidationError(REFUSED) from None
        return cleaned


class EditPasskeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = CharField(label=_("Name"), max_length=MAX_NAME_LENGTH)


class PasskeyForm:
    """A mixin: the credential was made on a page of this site."""

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].decoder = CredentialDecoder

    def clean_credential(self) -> Authenticator:
        try:
            _check_origin(self.cleaned_data["credential"])
            found: Authenticator = super().clean_credential()  # type: ignore[misc]  # allauth's form
        except ValidationError as error:
            raise _too_many() if error.code == "too_many_login_attempts" else ValidationError(REFUSED) from None
        except MALFORMED:
            raise ValidationError(REFUSED) from None
        return found


class AuthenticatePasskeyForm(PasskeyForm, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class LoginPasskeyForm(PasskeyForm, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    pass


class ReauthenticatePasskeyForm(PasskeyForm, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


def _check_origin(credential: Any) -> None:
    """Raises ValueError, and what a malformed credential makes Python raise.

    The library also takes pages of subdomains, and http where the host is "localhost".
    """
    text = str(credential["response"]["clientDataJSON"])
    try:
        said = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, RecursionError) as error:
        raise ValueError(str(error)) from error
    if said["origin"] not in settings.SITE_ORIGINS or said.get("crossOrigin"):
        raise ValueError("a page of another site")
