"""Every environment variable with values that people try by mistake: read as it stands, or refused in one line."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from calls.tests.harness.process import ROOT, clean_environment, variables

KEY = "k3y-" * 13
ORIGIN = "https://call.example.org"
#: A whole and sound environment; each case changes one variable of it.
SOUND = {
    "SECRET_KEY": KEY,
    "SITE_ORIGINS": ORIGIN,
    "DATABASE_URL": "postgres://videochat:pw@db.example.org:5432/videochat",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "TURN_URLS": "turn:turn.example.org:3478?transport=udp",
    "TURN_SECRET": "turn-secret",
    "GOOGLE_CLIENT_ID": "1-a.apps.googleusercontent.com",
    "GOOGLE_CLIENT_SECRET": "google-secret",
    "FACEBOOK_CLIENT_ID": "4711",
    "FACEBOOK_CLIENT_SECRET": "facebook-secret",
}
#: Part of each secret in the cases below: a line that names a problem must not print it.
HUSH = "hush"

#: Values that no variable but a secret takes.
ODD = [
    "'",
    '"',
    "$HOME",
    "$",
    "a b",
    "a\nb",
    "a\tx",
    "ä",
    "日本",
    "\u202ex",
    "\udcff",
    "${X}",
    "$(x)",
    "`x`",
    "\\",
    "%",
    "null",
]
#: variable: values that are refused; the words that its line must have besides the variable's name.
REFUSED: dict[str, tuple[list[str], str]] = {
    "DEBUG": (["", " ", "maybe", "2", "True!", *ODD], "true or false"),
    "SECRET_KEY": (["", " ", "x", "$HOME", "hush", "ä" * 49, "\udcff" * 60], "50 or more"),
    "SECRET_KEY_FALLBACKS": (["\udcff" * 60], "earlier secret keys"),
    "SITE_ORIGINS": (
        [
            *(
                "",
                " ",
                ",",
                "localhost",
                "call.example.org",
                "http://",
                "ftp://call.example.org",
                ORIGIN + "/",
                ORIGIN + "/x",
            ),
            *(
                ORIGIN + ":443",
                "http://localhost:80",
                "https://.example.org",
                "https://a..b",
                "https://x:0",
                "https://x:70000",
            ),
            *(
                "https://x:port",
                "https://[::1",
                "https://[1:2]",
                "https://u:p@x",
                f"{ORIGIN} {ORIGIN}",
                f"'{ORIGIN}'",
            ),
            *("https://exämple.org", "https://*", "https://a_b", f"{ORIGIN},nonsense", "https://-a", *ODD),
        ],
        "https://call.example.org",
    ),
    "DATABASE_URL": (
        [
            *(
                "",
                " ",
                "foo",
                "mysql://localhost/x",
                "postgres",
                "postgres:",
                "postgres://",
                "postgres:///",
                "sqlite",
                "sqlite:",
            ),
            *(
                "postgres://u:hush@host",
                "postgres://u:hush@host/",
                "postgres://u:hush@:5432/",
                "postgres://u@host:port/x",
            ),
            *("postgres://u:hu/hush@host/x", "postgres://u:hu?hush@host/x", "postgres://u:hu#hush@host/x"),
            *("postgres://u:1/hush@host:5432/x", "postgres://u:[hush@host/x", "postgres://u:hush]@host/x"),
            *("postgres://u:hu hush@host/x", "postgres://u:hu\nhush@host/x", "postgres://u:℀hush@host/x"),
            *(
                "postgres://u:hush%FF@host/x",
                "postgres://u:hush@host:70000/x",
                "postgres://u:hush@host:0/x",
                "postgres://[::1/x",
            ),
            *(
                "postgres://u:hush@host/x?unknown_option=1",
                "postgres://u:hush@host/x#y",
                "sqlite://db.sqlite3",
                "sqlite:///x#y",
            ),
            *("postgres://u:hush@ho st/x", '"postgres://u:hush@host/x"', *ODD),
        ],
        "postgres://user:password@host:5432/name",
    ),
    "REDIS_URL": (
        [
            *(
                "http://localhost",
                "redis",
                "redis:",
                "redis://",
                "localhost:6379",
                "redis://host:port",
                "redis://host:70000",
            ),
            *(
                "redis://:hu/hush@host",
                "redis://:hu#hush@host",
                "redis://:hu?hush@host",
                "redis://:hu,hush@host",
                "unix://",
            ),
            *(
                "redis://:[hush@host",
                "redis://host/one",
                "redis://host/0/1",
                "redis://:hush%FF@host",
                "redis://host/0#x",
            ),
            *(
                "redis://host/-1",
                "redis://ho st",
                "redis://host,nonsense",
                "redis://:hush@",
                "redis://host/0?db=x",
                *ODD,
            ),
        ],
        "redis://host:6379/0",
    ),
    "STUN_URLS": (
        [
            "stun",
            "stun:",
            "stun://host",
            "turn:host",
            "stun:host:port",
            "stun:host:70000",
            "stun:a b",
            "stun:h?transport=udp",
            *ODD,
        ],
        "stun:host:3478",
    ),
    "TURN_URLS": (
        [
            "turn",
            "turn:",
            "turn://host",
            "stun:host",
            "turn:host:0",
            "turn:host?transport=sctp",
            "turn:u@host",
            "turn:host/x",
            "turns:host:443?transport=udp",
            *ODD,
        ],
        "turn:host:3478?transport=udp",
    ),
    "TURN_SECRET": (["", "\udcff"], "static-auth-secret"),
    "NATIVE_CLIENTS": (["", "maybe", "2", *ODD], "true or false"),
    "STAFF_SECOND_FACTOR": (["", "true", "yes", *ODD], "optional or required"),
    "SIGNUP_OPEN": (["", "maybe", "-1", *ODD], "true or false"),
    "INVITATIONS": (["", "nobody", "staff,everybody", "true", *ODD], "staff or everybody"),
    "DIRECTORY": (["", "nobody", "staff", "true", *ODD], "everybody or contacts"),
    "SIGNUP_PROVIDERS": (["googel", "google;facebook", "true", *ODD], "google, facebook"),
    "SIGNUP_DOMAINS": (
        ["@example.org", "example", "a@example.org", "https://a.b", "*.a.b", "a..b", *ODD],
        "example.org",
    ),
    "GOOGLE_CLIENT_ID": (["", "1", "apps.googleusercontent.com", "hush", *ODD], "abcdef.apps.googleusercontent.com"),
    "GOOGLE_CLIENT_SECRET": ([""], "GOOGLE_CLIENT_ID"),
    "FACEBOOK_CLIENT_ID": (["", "4711x", "4 711", "٤٧", *ODD], "digits"),
    "FACEBOOK_CLIENT_SECRET": ([""], "FACEBOOK_CLIENT_ID"),
    # test_configuration.py has the variables of each of them.
    "OIDC_PROVIDERS": (["google", "facebook", "my-company", "1st", "a b", "x" * 31, *ODD[:-1]], "company,partner"),
    "RING_SECONDS": (["", " ", "soon", "0", "601", "-1", "4.5", "٤٥", "1e2", "0x10", "9" * 30, *ODD], "from 1 to 600"),
    **{
        f"{kind}_RETENTION_DAYS": (["", "never", "-1", "36501", "1.5", "30d", *ODD], "from 0 to 36500")
        for kind in ("CALL", "INVITATION", "ADMIN_LOG", "SESSION")
    },
    "CONNECTIONS_PER_ADDRESS": (["", "many", "-1", "1000001", *ODD], "from 0 to 1000000"),
    "CALLS_PER_MINUTE": (["", "many", "-1", "10001", "1 0", *ODD], "from 0 to 10000"),
    "EMAIL_URL": (
        [
            *(
                "",
                " ",
                "mail.example.org",
                "http://x",
                "smtp",
                "smtp:",
                "smtp://",
                "smtp+tls://u:hush@",
                "smtp://host:port",
            ),
            *(
                "smtp://host:70000",
                "smtp://u:hu/hush@host",
                "smtp://u:hu#hush@host",
                "smtp://u:hu?hush@host",
                "smtp://u:[hush@host",
            ),
            *("smtp://u:hush%FF@host", "smtp://ho st", "smtp://u:hu\nhush@host", "filemail://", *ODD),
        ],
        "smtp+tls://user:password@mail.example.org:587",
    ),
    "EMAIL_FROM": (
        ["", " ", "Videochat", "@", "a@", "@b", "a b@c", "Doe, Jane <a@b>", "a@b\nBcc: c@d", "<a@b", "a@b, c@d", *ODD],
        "Videochat <noreply@call.example.org>",
    ),
    "CLIENT_IP_HEADER": (
        ["X Real IP", "HTTP_X_REAL_IP", "X-Real-IP:", "X-Real-IP, X-Forwarded-For", *ODD[:-1]],
        "X-Real-IP",
    ),
    "FORWARDED_PROTO_HEADER": (["HTTP_X_FORWARDED_PROTO", "X-Forwarded-Proto: https", *ODD[:-1]], "X-Forwarded-Proto"),
}
#: variable: values that are taken as they stand, and the settings that hold them.
SECRETS = [
    "$q*eo" * 10,
    "$HOME" * 10,
    "'\"`\\ \t\n" * 10,
    "日本語のひみつ" * 10,
    "${SECRET_KEY}" * 5,
    "%41+/?#@:" * 6,
    " x" * 26,
]
PASSWORDS = ["$HOME", "$q*eo+x", "%2F%3F%23%40%5B", "a@b", "p:w", "100%25", "%C3%A4", "ä", "!&=;(),'\"", "a+b"]


def read(changes: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the settings make of this environment. Raises SystemExit where they refuse it."""
    for name in set(os.environ) - set(clean_environment()):
        monkeypatch.delenv(name)
    for name, value in (SOUND | changes).items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "videochat" / "settings.py"))


def refusal(changes: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    try:
        read(changes, monkeypatch)
    except SystemExit as refused:
        return str(refused)
    raise AssertionError(f"{changes} is not refused")


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_value_is_one_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    values, right = REFUSED[name]
    for value in values:
        line = refusal({name: value}, monkeypatch)
        assert re.fullmatch(rf"videochat: {name}: .+", line), (value, line)
        assert right in line, (value, line)
        assert HUSH not in line, line


@pytest.mark.parametrize("value", SECRETS)
def test_secrets_are_read_as_they_stand(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read({"SECRET_KEY": value, "TURN_SECRET": value}, monkeypatch)
    assert (found["SECRET_KEY"], found["TURN_SECRET"]) == (value, value)


@pytest.mark.parametrize("value", PASSWORDS)
def test_passwords_in_urls_are_read_as_they_are_escaped(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from urllib.parse import unquote

    urls = {"DATABASE_URL": f"postgres://u:{value}@h/x", "EMAIL_URL": f"smtp+tls://u:{value}@mail.example.org:587"}
    found = read(urls, monkeypatch)
    assert found["DATABASES"]["default"]["PASSWORD"] == found["EMAIL_HOST_PASSWORD"] == unquote(value)
    assert (found["DATABASES"]["default"]["HOST"], found["EMAIL_HOST"]) == ("h", "mail.example.org")


def channels(url: str, prefix: str) -> dict[str, Any]:
    backend = "videochat.layer.channel_layer.ChannelLayer"
    return {"default": {"BACKEND": backend, "CONFIG": {"hosts": [url], "prefix": prefix, "broadcast": "watch."}}}


@pytest.mark.parametrize(
    ("name", "value", "setting", "expected"),
    [
        ("DEBUG", " On ", "DEBUG", True),
        (
            "SITE_ORIGINS",
            f" {ORIGIN.upper().replace('HTTPS', 'https')} , http://[::1] ",
            "ALLOWED_HOSTS",
            ["[::1]", "call.example.org"],
        ),
        ("SITE_ORIGINS", "https://intranet:8443", "SITE_ORIGINS", ["https://intranet:8443"]),
        ("SITE_ORIGINS", "https://intranet:8443", "SESSION_COOKIE_NAME", "__Host-videochat_session_8443"),
        ("SITE_ORIGINS", ORIGIN, "CSRF_COOKIE_NAME", "__Host-videochat_csrf_443"),
        ("SITE_ORIGINS", "http://localhost:8000", "MESSAGES_COOKIE_NAME", "videochat_messages_8000"),
        ("REDIS_URL", "", "REDIS_URLS", []),
        (
            "REDIS_URL",
            "unix:///run/redis.sock?db=1, rediss://:p%2Fw@h:1/2",
            "REDIS_URLS",
            ["unix:///run/redis.sock?db=1", "rediss://:p%2Fw@h:1/2"],
        ),
        ("REDIS_URL", "redis://h:1/0", "CHANNEL_LAYERS", channels("redis://h:1/0", "asgi")),
        ("REDIS_URL", "redis://h:1/12", "CHANNEL_LAYERS", channels("redis://h:1/12", "asgi12")),
        ("REDIS_URL", "unix:///r.sock?db=3", "CHANNEL_LAYERS", channels("unix:///r.sock?db=3", "asgi3")),
        ("STUN_URLS", "stun:h,stuns:[::1]:5349", "STUN_URLS", ["stun:h", "stuns:[::1]:5349"]),
        ("TURN_URLS", "turns:h:5349?transport=tcp", "TURN_URLS", ["turns:h:5349?transport=tcp"]),
        ("RING_SECONDS", " 60\n", "RING_SECONDS", 60),
        ("CALL_RETENTION_DAYS", "365", "CALL_RETENTION_DAYS", 365),
        ("SESSION_RETENTION_DAYS", "0", "SESSION_RETENTION_DAYS", 0),
        ("EMAIL_URL", "consolemail://", "EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend"),
        ("EMAIL_FROM", "Vidéochat <noreply@intranet>", "DEFAULT_FROM_EMAIL", "Vidéochat <noreply@intranet>"),
        ("EMAIL_FROM", '"Doe, Jane" <a@b.example>', "DEFAULT_FROM_EMAIL", '"Doe, Jane" <a@b.example>'),
        ("FORWARDED_PROTO_HEADER", "X-Forwarded-Proto", "SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https")),
        ("CLIENT_IP_HEADER", "", "ALLAUTH_TRUSTED_CLIENT_IP_HEADER", None),
        ("CLIENT_IP_HEADER", "X-Real-IP", "ALLAUTH_TRUSTED_CLIENT_IP_HEADER", "X-Real-IP"),
    ],
)
def test_a_good_value_is_taken(
    name: str, value: str, setting: str, expected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read({name: value}, monkeypatch)[setting] == expected


@pytest.mark.parametrize(
    ("url", "name", "host"),
    [
        ("postgres:///videochat?host=/run/postgresql", "videochat", ""),
        ("postgresql://u@[::1]:5433/a%20b?sslmode=require", "a b", "::1"),
        ("postgres://u@h/x?application_name=a@b", "x", "h"),
        ("postgres://u@h1:5432,h2:5433/x", "x", "h1,h2"),
        ("sqlite:////srv/a b.sqlite3", "/srv/a b.sqlite3", ""),
        ("sqlite://:memory:", ":memory:", ""),
    ],
)
def test_a_database_of_each_kind_is_taken(url: str, name: str, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read({"DATABASE_URL": url}, monkeypatch)["DATABASES"]["default"]
    assert (found["NAME"], found.get("HOST", "")) == (name, host)


def test_a_developers_key_may_be_short(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read({"DEBUG": "true", "SECRET_KEY": "short"}, monkeypatch)["SECRET_KEY"] == "short"


def test_the_table_has_every_variable() -> None:
    assert set(REFUSED) == variables()


def test_the_start_prints_the_line_and_nothing_else() -> None:
    env = clean_environment() | SOUND | {"SECRET_KEY": "$HOME"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert re.fullmatch(r"videochat: SECRET_KEY: .+\n", done.stderr), done.stderr
    assert Path.home().name not in done.stderr
