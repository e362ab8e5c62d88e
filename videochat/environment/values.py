"""Reads settings from the environment. A bad value stops the start with one clear line."""

import os
import re
from email.utils import parseaddr
from ipaddress import IPv6Address
from typing import NoReturn
from urllib.parse import urlsplit

#: A name without an underscore, which Django refuses in a Host header, or an address; and a port.
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
HOST = rf"(?P<host>{LABEL}(?:\.{LABEL})*|\[.+\])(?::(?P<port>[0-9]{{1,5}}))?"


def refuse(name: str, problem: str) -> NoReturn:
    """Stop the start with one line. A traceback would hide which variable is wrong."""
    raise SystemExit(f"videochat: {name}: {problem}")


def secret(name: str, default: str | None, right: str) -> str:
    """The value as it stands: nothing in it is replaced or stripped.

    `default` None: required. `right` says what would be right. No message shows the value.
    """
    value = os.environ.get(name, default)
    if value is None:
        refuse(name, f"is not set: {right}")
    try:
        value.encode()
    except UnicodeEncodeError:
        refuse(name, f"is not text in UTF-8: {right}")
    return value


def text(name: str, default: str | None, right: str) -> str:
    """The same without white space at its ends."""
    return secret(name, default, right).strip()


def flag(name: str, default: bool) -> bool:
    value = text(name, str(default), "true or false").lower()
    if value not in {"true", "false", "1", "0", "yes", "no", "on", "off"}:
        refuse(name, f"{value!r} is not true or false")
    return value in {"true", "1", "yes", "on"}


def choice(name: str, default: str, allowed: list[str]) -> str:
    right = " or ".join(allowed)
    value = text(name, default, right).lower()
    if value not in allowed:
        refuse(name, f"{value!r} is not {right}")
    return value


def number(name: str, default: int, low: int, high: int) -> int:
    right = f"a whole number from {low} to {high}"
    value = text(name, str(default), right)
    if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
        refuse(name, f"{value!r} is not {right}")
    return int(value)


def listed(name: str, default: str, right: str) -> list[str]:
    """The parts of a comma-separated list."""
    return [part.strip() for part in text(name, default, right).split(",") if part.strip()]


def ice_servers(name: str, schemes: set[str], example: str) -> list[str]:
    """STUN or TURN URLs (RFC 7064 and 7065). A browser refuses all of them because of one bad one."""
    right = f"should look like {example}"
    found = listed(name, "", right)
    for url in found:
        transport = r"(\?transport=(udp|tcp))?" if "turn" in schemes else ""
        parts = re.fullmatch(rf"([a-z]+):{HOST}{transport}", url)
        if not parts or parts[1] not in schemes or not _is_valid(parts):
            refuse(name, f"{url!r} {right}")
        if parts[1] == "turns" and url.endswith("=udp"):
            refuse(name, f"{url!r} is TURN over DTLS, which browsers do not know, and {right}")
    return found


def origins(name: str, default: str) -> list[str]:
    """Exact origins: scheme, host, and a port that is not the default (RFC 6454, section 6.2)."""
    example = "https://call.example.org"
    found = listed(name, default, f"should look like {example}")
    if not found:
        refuse(name, f"required unless DEBUG is on, for example {example}")
    for origin in found:
        parts = re.fullmatch(rf"https?://{HOST}", origin)
        if not parts or not _is_valid(parts):
            refuse(name, f"{origin!r} is not an origin like {example} or http://localhost:8000")
        if re.search(r"^http://.*:80$|^https://.*:443$", origin):
            refuse(name, f"{origin!r} names its scheme's default port, which browsers leave out, as in {example}")
    return [origin.lower() for origin in found]


def host(origin: str) -> str:
    """The host for ALLOWED_HOSTS: without the port, and an IPv6 address in brackets."""
    found = urlsplit(origin).hostname or ""
    return f"[{found}]" if ":" in found else found


def sender(name: str, default: str) -> str:
    """An address for the From header (RFC 5322), with or without a name."""
    value = text(name, default, right := "should look like Videochat <noreply@call.example.org>")
    address = parseaddr(value)[1]
    if not value.isprintable() or not re.fullmatch(r"[^@\s<>,]+@[^@\s<>,]+", address) or value.count("<") > 1:
        refuse(name, f"{value!r} {right}")
    if not re.fullmatch(rf".*<{re.escape(address)}>|{re.escape(address)}", value):
        refuse(name, f"{value!r} {right}, with a comma only inside quotes")
    return value


def header_name(name: str, example: str) -> str | None:
    """The name of an HTTP header, or None without one."""
    value = text(name, "", right := f"should be the name of a header like {example}")
    if value and not re.fullmatch(r"[A-Za-z0-9-]+", value):
        refuse(name, f"{value!r} {right}")
    return value or None


def _is_valid(parts: re.Match[str]) -> bool:
    """Whether what matched HOST is an address, and a port, that can exist."""
    if parts["host"].startswith("["):
        try:
            IPv6Address(parts["host"][1:-1])
        except ValueError:
            return False
    return parts["port"] is None or 0 < int(parts["port"]) < 65536
