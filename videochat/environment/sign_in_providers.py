"""Reads which providers people can sign in with: Google, Facebook, and any number by OpenID Connect.

The result is django-allauth's SOCIALACCOUNT_PROVIDERS. No message shows a client's ID, which may be
its secret in the wrong place.
"""

import re
from typing import Any, NoReturn
from urllib.parse import urlsplit

from videochat.environment.values import LABEL, listed, refuse, secret, text

GOOGLE_ID = "the ID of the OAuth client, like 1234567890-abcdef.apps.googleusercontent.com"
FACEBOOK_ID = "the app's ID, which has digits only"
OIDC_IDS = "should be short names of your choice, comma-separated: letters and digits, as in company,partner"
OIDC_EXAMPLE = "https://sso.example.org/realms/example"
#: The version of the Graph API, each of which works for two years at least.
FACEBOOK_VERSION = "v24.0"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
WELL_KNOWN = "/.well-known/openid-configuration"
#: Visible characters and inner spaces: what RFC 6749 allows (appendix A.1), but no space at an end.
CLIENT_ID = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


def sign_in_providers(plain_http: bool) -> dict[str, Any]:
    """`plain_http`: whether a provider that is not on this machine may be without https."""
    found = {"google": _google(), "facebook": _facebook(), "openid_connect": _openid_connect(plain_http)}
    return {kind: configured for kind, configured in found.items() if configured["APPS"]}


def provider_ids(providers: dict[str, Any]) -> list[str]:
    """The names of the providers in SIGNUP_PROVIDERS, in addresses and in the database."""
    return [app.get("provider_id", kind) for kind, configured in providers.items() for app in configured["APPS"]]


def signup_providers(ids: list[str]) -> list[str]:
    """The providers whose people may sign up while sign-up is closed to others."""
    right = f"should be some of {', '.join(ids)}" if ids else "works with a provider only, and none is configured"
    found = [each.lower() for each in listed("SIGNUP_PROVIDERS", "", right)]
    for each in found:
        if each not in ids:
            refuse("SIGNUP_PROVIDERS", f"{each!r} {right}")
    return found


def signup_domains(ids: list[str]) -> list[str]:
    """The domains whose people may sign up likewise, if a provider has verified their address."""
    right = "should be domains of email addresses, comma-separated, like example.org"
    found = [each.lower() for each in listed("SIGNUP_DOMAINS", "", right)]
    for each in found:
        if not re.fullmatch(rf"{LABEL}(?:\.{LABEL})+", each):
            refuse("SIGNUP_DOMAINS", f"{each!r} {right}")
    if found and not ids:
        refuse("SIGNUP_DOMAINS", "works with a provider only, which verifies addresses, and none is configured")
    return found


def _google() -> dict[str, Any]:
    client_id = text("GOOGLE_CLIENT_ID", "", GOOGLE_ID)
    key = secret("GOOGLE_CLIENT_SECRET", "", "the client's secret")
    apps = _apps("Google", client_id, key, r"[A-Za-z0-9_-]+\.apps\.googleusercontent\.com", GOOGLE_ID)
    return {"APPS": apps, "SCOPE": ["profile", "email"], "OAUTH_PKCE_ENABLED": True}


def _facebook() -> dict[str, Any]:
    client_id = text("FACEBOOK_CLIENT_ID", "", FACEBOOK_ID)
    key = secret("FACEBOOK_CLIENT_SECRET", "", "the app secret")
    apps = _apps("Facebook", client_id, key, r"[0-9]+", FACEBOOK_ID)
    # Without PKCE (RFC 7636): allauth does not send its second half to Facebook.
    fields = ["id", "name", "first_name", "last_name", "email"]
    return {"APPS": apps, "SCOPE": ["public_profile", "email"], "FIELDS": fields, "VERSION": FACEBOOK_VERSION}


def _apps(name: str, client_id: str, key: str, id_form: str, right: str) -> list[dict[str, str]]:
    """One, or none if its variables are not set."""
    prefix = name.upper()
    _check_pair(prefix, client_id, key, right)
    if client_id and not re.fullmatch(id_form, client_id):
        refuse(f"{prefix}_CLIENT_ID", f"should be {right}")
    return [{"name": name, "client_id": client_id, "secret": key}] if client_id else []


def _check_pair(prefix: str, client_id: str, key: str, right: str) -> None:
    if client_id and not key:
        refuse(f"{prefix}_CLIENT_SECRET", f"required with {prefix}_CLIENT_ID")
    if key and not client_id:
        refuse(f"{prefix}_CLIENT_ID", f"required with {prefix}_CLIENT_SECRET: {right}")


def _openid_connect(plain_http: bool) -> dict[str, Any]:
    ids = dict.fromkeys(each.lower() for each in listed("OIDC_PROVIDERS", "", OIDC_IDS))
    for each in ids:
        if not re.fullmatch(r"[a-z][a-z0-9]{0,29}", each):
            refuse("OIDC_PROVIDERS", f"{each!r} {OIDC_IDS}")
        if each in {"google", "facebook"}:
            refuse("OIDC_PROVIDERS", f"{each!r} {OIDC_IDS}; for {each} use {each.upper()}_CLIENT_ID")
    return {
        "APPS": [_openid_connect_app(each, f"OIDC_{each.upper()}", plain_http) for each in ids],
        "OAUTH_PKCE_ENABLED": True,
        "provider_class": "calls.accounts.providers.openid_connect.OpenIDConnectProvider",
    }


def _openid_connect_app(provider_id: str, prefix: str, plain_http: bool) -> dict[str, Any]:
    name = text(f"{prefix}_NAME", "", right := "should be a name for people to read, like Example Ltd")
    if not name.isprintable() or len(name) > 40:
        refuse(f"{prefix}_NAME", f"{name!r} {right}, of at most 40 characters")
    client_id = text(f"{prefix}_CLIENT_ID", "", right := "required: the client's ID at the provider")
    if not CLIENT_ID.fullmatch(client_id):
        refuse(f"{prefix}_CLIENT_ID", right)
    if not (key := secret(f"{prefix}_CLIENT_SECRET", "", right := "required: the client's secret at the provider")):
        refuse(f"{prefix}_CLIENT_SECRET", right)
    return {
        "provider_id": provider_id,
        "name": name or provider_id.capitalize(),
        "client_id": client_id,
        "secret": key,
        "settings": {"server_url": _issuer(f"{prefix}_URL", plain_http)},
    }


def _issuer(name: str, plain_http: bool) -> str:
    """The address below which the provider's configuration is (OpenID Connect Discovery 1.0, section 4)."""
    right = f"should be the provider's address (its issuer), like {OIDC_EXAMPLE}"
    value = text(name, "", right)

    def wrong(problem: str) -> NoReturn:
        # Not the value: somebody may have put a password into it.
        refuse(name, f"{problem}: {right}")

    if not value:
        wrong("required")
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not re.fullmatch(r"[\x21-\x7e]+", value) or "@" in parts.netloc or parts.query or parts.fragment:
        wrong("is not an address")
    if parts.scheme == "http" and not plain_http and parts.hostname not in LOOPBACK:
        wrong("is without https")
    return value.removesuffix(WELL_KNOWN).rstrip("/")
