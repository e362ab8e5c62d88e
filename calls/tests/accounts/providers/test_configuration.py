"""The variables of providers: what is taken, and one line for what is not."""

import pytest

from calls.tests.accounts.providers.conftest import openid_connect
from videochat.environment import sign_in_providers

ISSUER = "https://sso.example.org/realms/example"
SOUND = {"OIDC_PROVIDERS": "company", **openid_connect("company", "Example Ltd", ISSUER)}


def read(monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], *, plain_http: bool = False) -> dict[str, str]:
    """The one provider."""
    for name, value in (SOUND | changes).items():
        monkeypatch.setenv(name, value)
    [app] = sign_in_providers.sign_in_providers(plain_http)["openid_connect"]["APPS"]
    return {"url": app["settings"]["server_url"], **{key: app[key] for key in ("name", "client_id", "secret")}}


@pytest.mark.parametrize(
    ("changes", "taken"),
    [
        ({}, {"url": ISSUER, "name": "Example Ltd", "client_id": "videochat", "secret": "company-hush"}),
        ({"OIDC_COMPANY_NAME": ""}, {"name": "Company"}),
        ({"OIDC_COMPANY_NAME": "Société Générale & Söhne"}, {"name": "Société Générale & Söhne"}),
        ({"OIDC_COMPANY_URL": f"{ISSUER}/"}, {"url": ISSUER}),
        ({"OIDC_COMPANY_URL": f"{ISSUER}/.well-known/openid-configuration"}, {"url": ISSUER}),
        ({"OIDC_COMPANY_URL": "http://localhost:9400"}, {"url": "http://localhost:9400"}),
        ({"OIDC_COMPANY_URL": "https://[2001:db8::1]:8443"}, {"url": "https://[2001:db8::1]:8443"}),
        ({"OIDC_COMPANY_CLIENT_SECRET": "$q* '\"%2F "}, {"secret": "$q* '\"%2F "}),
        ({"OIDC_PROVIDERS": " Company,company "}, {"name": "Example Ltd"}),
    ],
)
def test_what_is_taken(changes: dict[str, str], taken: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, changes)
    assert found | taken == found


def test_plain_http_is_for_development(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, {"OIDC_COMPANY_URL": "http://sso.test"}, plain_http=True)["url"] == "http://sso.test"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("OIDC_COMPANY_URL", "", "required"),
        ("OIDC_COMPANY_URL", "sso.example.org", "is not an address"),
        ("OIDC_COMPANY_URL", "ftp://sso.example.org", "is not an address"),
        ("OIDC_COMPANY_URL", "https://", "is not an address"),
        ("OIDC_COMPANY_URL", "https://x:port", "is not an address"),
        ("OIDC_COMPANY_URL", "https://[::1", "is not an address"),
        ("OIDC_COMPANY_URL", "https://u:hush@sso.example.org", "is not an address"),
        ("OIDC_COMPANY_URL", f"{ISSUER}?hush", "is not an address"),
        ("OIDC_COMPANY_URL", f"'{ISSUER}'", "is not an address"),
        ("OIDC_COMPANY_URL", "http://sso.example.org", "is without https"),
        ("OIDC_COMPANY_CLIENT_ID", "", "required"),
        ("OIDC_COMPANY_CLIENT_ID", "a\nb", "required"),
        ("OIDC_COMPANY_CLIENT_SECRET", "", "required"),
        ("OIDC_COMPANY_NAME", "x" * 41, "at most 40"),
        ("OIDC_COMPANY_NAME", "a\nb", "to read"),
    ],
)
def test_what_is_refused(name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit) as refused:
        read(monkeypatch, {name: value})
    line = str(refused.value)
    assert line.startswith(f"videochat: {name}: ") and words in line and "\n" not in line and "hush" not in line


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"GOOGLE_CLIENT_ID": "1-a.apps.googleusercontent.com"}, "GOOGLE_CLIENT_SECRET"),
        ({"GOOGLE_CLIENT_SECRET": "hush"}, "GOOGLE_CLIENT_ID"),
        ({"FACEBOOK_CLIENT_ID": "4711"}, "FACEBOOK_CLIENT_SECRET"),
        ({"FACEBOOK_CLIENT_SECRET": "hush"}, "FACEBOOK_CLIENT_ID"),
    ],
)
def test_half_of_a_pair_names_the_other_half(
    values: dict[str, str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in values.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(SystemExit, match=rf"^videochat: {name}: required with"):
        sign_in_providers.sign_in_providers(False)


def test_rules_of_sign_up_need_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNUP_DOMAINS", "Example.org, b.example")
    assert sign_in_providers.signup_domains(["google"]) == ["example.org", "b.example"]
    with pytest.raises(SystemExit, match="SIGNUP_DOMAINS: works with a provider only"):
        sign_in_providers.signup_domains([])
    monkeypatch.setenv("SIGNUP_PROVIDERS", "Company")
    assert sign_in_providers.signup_providers(["google", "company"]) == ["company"]
    with pytest.raises(SystemExit, match="SIGNUP_PROVIDERS: 'company' works with a provider only"):
        sign_in_providers.signup_providers([])
