"""Reads settings from the environment. A bad value stops the start with one clear line."""

import re
from typing import NoReturn
from urllib.parse import urlsplit

import environ

env = environ.Env()


def refuse(name: str, problem: str) -> NoReturn:
    """Stop the start with one line. A traceback would hide which variable is wrong."""
    raise SystemExit(f"videochat: {name}: {problem}")


def flag(name: str, default: bool) -> bool:
    text = env.str(name, default=str(default)).strip().lower()
    if text not in {"true", "false", "1", "0", "yes", "no", "on", "off"}:
        refuse(name, f"{text!r} is neither true nor false")
    return text in {"true", "1", "yes", "on"}


def number(name: str, default: int, low: int, high: int) -> int:
    text = env.str(name, default=str(default)).strip()
    if not re.fullmatch(r"\d{1,9}", text) or not low <= int(text) <= high:
        refuse(name, f"{text!r} is not a whole number from {low} to {high}")
    return int(text)


def urls(name: str, schemes: set[str]) -> list[str]:
    found = [part.strip() for part in env.str(name, default="").split(",") if part.strip()]
    for url in found:
        scheme, _colon, rest = url.partition(":")
        if scheme not in schemes or not rest.strip("/"):
            refuse(name, f"{url!r} should begin with one of {', '.join(sorted(schemes))} and name a host")
    return found


def origins(name: str, default: str) -> list[str]:
    """Exact origins: scheme, host, and a port that is not the default (RFC 6454, section 6.2)."""
    found = [part.strip() for part in env.str(name, default=default).split(",") if part.strip()]
    if not found:
        refuse(name, "required unless DEBUG is on, for example https://call.example.org")
    for origin in found:
        if not re.fullmatch(r"https?://(\[[0-9a-fA-F:]+\]|[A-Za-z0-9][A-Za-z0-9.-]*)(:\d{1,5})?", origin):
            refuse(name, f"{origin!r} is not an origin like https://call.example.org or http://localhost:8000")
        if re.search(r"^http://.*:80$|^https://.*:443$", origin):
            refuse(name, f"{origin!r} names its scheme's default port, which browsers leave out")
    return [origin.lower() for origin in found]


def host(origin: str) -> str:
    """The host for ALLOWED_HOSTS: without the port, and an IPv6 address in brackets."""
    found = urlsplit(origin).hostname or ""
    return f"[{found}]" if ":" in found else found
