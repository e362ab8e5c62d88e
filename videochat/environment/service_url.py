"""Checks the URLs of services, as in DATABASE_URL, before a library reads them.

The libraries read a URL with an unescaped `/` in its password as another URL, and try to connect to
another host. No message shows a URL, because it may contain a password.
"""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from videochat.environment.values import listed, refuse, text

REDIS_EXAMPLE = "redis://host:6379/0"
EMAIL_EXAMPLE = "smtp+tls://user:password@mail.example.org:587"
#: One host; PostgreSQL accepts several, separated by commas.
HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")
URL = re.compile(r"([a-z][a-z0-9+]*)://(?:([^/?#]*)@)?([^/?#@]*)([^?#]*)(?:\?(.*))?", re.DOTALL)


class ServiceUrl(NamedTuple):
    scheme: str
    hosts: str
    path: str
    query: dict[str, str]


def service_url(name: str, url: str, example: str) -> ServiceUrl:
    """The parts of a URL that is written correctly; what it says is for the caller to check."""
    problem = _problem(url)
    if problem:
        refuse(name, f"{problem}; it should look like {example}")
    scheme, _user, hosts, path, query = URL.fullmatch(url).groups()  # type: ignore[union-attr]
    return ServiceUrl(scheme, hosts, path, dict(parse_qsl(query or "", keep_blank_values=True)))


def redis_urls(name: str) -> list[str]:
    """Redis URLs, comma-separated; none without the variable."""
    from redis import ConnectionPool

    right = f"it should look like {REDIS_EXAMPLE}"
    found = listed(name, "", right)
    for url in found:
        parts = service_url(name, url, REDIS_EXAMPLE)
        if parts.scheme not in {"redis", "rediss", "unix"}:
            refuse(name, f"its scheme is not redis, rediss or unix; {right}")
        if parts.scheme == "unix" and not parts.path.strip("/"):
            refuse(name, f"it names no socket, as in unix:///run/redis.sock; {right}")
        if parts.scheme != "unix" and not (parts.hosts and re.fullmatch("/?|/[0-9]{1,5}", parts.path)):
            refuse(name, f"it names no host, or no database by a number; {right}")
        try:
            ConnectionPool.from_url(url).make_connection()  # does not connect
        except (TypeError, ValueError):
            refuse(name, f"one of its options is unknown or has a wrong value; {right}")
    return found


def channel_prefix(urls: list[str]) -> str:
    """The beginning of every channel's name. Redis itself delivers to all database numbers (its manual, "Pub/sub")."""
    from redis import ConnectionPool

    number = int(ConnectionPool.from_url(urls[0]).connection_kwargs.get("db") or 0)
    return f"asgi{number or ''}"  # for 0 as in earlier versions, whose workers hear those of this one


def email_url(name: str, default: str) -> str:
    url = text(name, default, f"it should look like {EMAIL_EXAMPLE}")
    parts = service_url(name, url, EMAIL_EXAMPLE)
    if parts.scheme in {"smtp", "smtps", "smtp+tls", "smtp+ssl"}:
        if not parts.hosts:
            refuse(name, f"it names no host; it should look like {EMAIL_EXAMPLE}")
    elif parts.scheme == "filemail":
        if not parts.path.strip("/"):
            refuse(name, f"it names no folder, as in filemail:///srv/mail; or it should look like {EMAIL_EXAMPLE}")
    elif parts.scheme not in {"consolemail", "dummymail", "memorymail"}:
        refuse(name, f"its scheme is unknown; it should look like {EMAIL_EXAMPLE} or consolemail://")
    return url


def _problem(url: str) -> str | None:
    if not url:
        return "it is empty"
    # A path on this machine may contain spaces.
    if not url.isprintable() or (" " in url and not url.startswith(("sqlite:///", "unix:///", "filemail:///"))):
        return "it contains a space or a control character (a space is written as %20)"
    _scheme, separator, rest = url.partition("://")
    if not separator:
        return "it is not a URL"
    authority = re.match(r"[^/?#]*", rest)[0]  # type: ignore[index]
    beyond = rest[len(authority) :]
    found = URL.fullmatch(url)
    user, hosts, path, query = found.groups()[1:] if found else (None, "", "", None)
    if "@" not in authority and ("@" in (path or "") or ("@" in beyond and not _are_hosts(authority))):
        return f"its password contains {beyond[0]}, which is written as {quote(beyond[0], safe='')}"
    if found is None:
        return "it is not a URL" if "#" not in rest else "it contains #, which is written as %23"
    if not _are_hosts(hosts):
        return "its host or port is not valid"
    if user is not None and (problem := _problem_of_user(user)):
        return problem
    try:
        urlsplit(url)
        parse_qsl(query or "", keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        return "one of its characters must be escaped with %, or its options are not name=value"
    return None


def _problem_of_user(user: str) -> str | None:
    for character in "[]":
        if character in user:
            return f"its password contains {character}, which is written as {quote(character)}"
    try:
        unquote(user, errors="strict")
    except UnicodeDecodeError:
        return "a % in its password begins no character in UTF-8 (% itself is written as %25)"
    return None


def _are_hosts(hosts: str) -> bool:
    matches = [HOST.fullmatch(part) for part in hosts.split(",")] if hosts else []
    return all(match and (match[2] is None or 0 < int(match[2]) < 65536) for match in matches)
