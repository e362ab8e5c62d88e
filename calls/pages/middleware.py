"""Limits concurrent requests, keeps to the site's own host, and adds headers to every response.

All of it is async only: Django would run a synchronous middleware in a thread for each request.
"""

import asyncio
import re
import time
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import async_only_middleware

from calls.accounts.sign_in.known_devices import is_known_device
from videochat import outage
from videochat.database.time_limit import time_limit

from . import readiness
from .unavailable import Cause, unavailable_page

#: Each request holds one of the pool's ten connections until its answer is ready.
MAX_CONCURRENT_REQUESTS = 4
#: For forms of accounts: most of them hash a password, for about half a second of a processor, and
#: hold no connection meanwhile. Seven requests leave three connections for the sockets, the lease,
#: the people list and the jobs.
MAX_ACCOUNT_REQUESTS = 2
#: In addition, for devices on which somebody has signed in before, so that many requests of
#: strangers do not keep them waiting.
MAX_KNOWN_DEVICE_REQUESTS = 1
#: For the ways to a provider of sign-in and back, which wait for the provider's answers, and hold no
#: connection meanwhile. If it does not answer, other requests go on.
MAX_PROVIDER_REQUESTS = 2
#: Seconds that a request waits for its turn.
WAIT_SECONDS, ACCOUNT_WAIT_SECONDS = 4, 10
#: Seconds that a request waits for PostgreSQL; less after it has waited for its turn. Staff may
#: change so much that it takes longer.
DATABASE_SECONDS, SHORTEST_DATABASE_SECONDS, BOTH_SECONDS = 3, 1, 4.5
UNLIMITED_DATABASE_PATH = "/admin/"
PROBES = ("/healthz", readiness.PATH)
#: Requests that need no database connection of the pool's, or that check it.
UNLIMITED_PATHS = (f"/{settings.STATIC_URL.strip('/')}/", *PROBES, "/jsi18n/", "/offline/", "/service-worker.js")
ACCOUNT_PATH, LOGOUT_PATH = "/accounts/", "/accounts/logout/"
PROVIDER_PATH = re.compile(r"/accounts/(?:google|facebook|oidc/[^/]+)/login/(?:callback/)?")
#: A Host header: a name or an address, and perhaps a port.
HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d+)?")


# A semaphore limits the requests of one event loop.
@async_only_middleware
def limit_concurrent_requests(get_response: Any) -> Any:
    pages, accounts = asyncio.Semaphore(MAX_CONCURRENT_REQUESTS), asyncio.Semaphore(MAX_ACCOUNT_REQUESTS)
    known_devices, providers = asyncio.Semaphore(MAX_KNOWN_DEVICE_REQUESTS), asyncio.Semaphore(MAX_PROVIDER_REQUESTS)

    async def middleware(request: HttpRequest) -> Any:
        if request.path.startswith(UNLIMITED_PATHS):
            return await get_response(request)
        if not outage.database.available and needs_database(request):
            request.unavailable = Cause.DATABASE  # type: ignore[attr-defined]
            return await get_response(request)
        arrived = time.monotonic()
        of_accounts = request.method == "POST" and request.path.startswith(ACCOUNT_PATH)
        if PROVIDER_PATH.fullmatch(request.path):
            places, limit = providers, ACCOUNT_WAIT_SECONDS
        elif of_accounts and request.path != LOGOUT_PATH:
            places, limit = known_devices if is_known_device(request) else accounts, ACCOUNT_WAIT_SECONDS
        else:
            places, limit = pages, WAIT_SECONDS
        try:
            async with asyncio.timeout(limit):
                await places.acquire()
        except TimeoutError:
            request.unavailable = Cause.BUSY  # type: ignore[attr-defined]
            return await get_response(request)
        try:
            if request.method == "POST" and request.path.startswith(UNLIMITED_DATABASE_PATH):
                return await get_response(request)
            with time_limit(database_seconds(time.monotonic() - arrived)):
                return await get_response(request)
        finally:
            places.release()

    return middleware


def needs_database(request: HttpRequest) -> bool:
    """False for a GET or HEAD request without a session, for example of the sign-in page."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or request.method not in ("GET", "HEAD")


def database_seconds(waited: float) -> float:
    return max(SHORTEST_DATABASE_SECONDS, min(DATABASE_SECONDS, BOTH_SECONDS - waited))


@async_only_middleware
def refuse_unavailable(get_response: Any) -> Any:
    """Below the middleware that adds headers to every page."""

    async def middleware(request: HttpRequest) -> Any:
        cause = getattr(request, "unavailable", None)
        return unavailable_page(request, cause) if cause else await get_response(request)

    return middleware


@async_only_middleware
def use_site_host(get_response: Any) -> Any:
    """Replace a Host with the site's name, but for example another port, by the site's own.

    Everything that names the site, such as a link in a mail, takes the name from the request.
    Django refuses hosts that are not the site's. A probe may name the worker by its address, as load
    balancers do.
    """
    origins = [urlsplit(origin) for origin in settings.SITE_ORIGINS]
    exact = {origin.netloc for origin in origins}
    # If several origins have the same name, the first one is used.
    by_name = {origin.hostname: origin.netloc for origin in reversed(origins)}

    async def middleware(request: HttpRequest) -> Any:
        host = request.META.get("HTTP_HOST", "")
        if host not in exact:
            name = _name(host)
            own = origins[0].netloc if request.path in PROBES and _is_address(name) else by_name.get(name)
            if own:
                request.META["HTTP_HOST"] = own
        return await get_response(request)

    return middleware


def _name(host: str) -> str | None:
    """Without the port and a final dot, in lower case."""
    parts = HOST.fullmatch(host)
    return parts[1].removesuffix(".").strip("[]").lower() if parts else None


def _is_address(name: str | None) -> bool:
    try:
        return bool(ip_address(name or ""))
    except ValueError:
        return False


@async_only_middleware
def read_as_utf8(get_response: Any) -> Any:
    """Ignore another charset in a request's Content-Type: browsers send forms in UTF-8.

    Django raises from the form instead, and again from the page that reports it.
    """

    async def middleware(request: HttpRequest) -> Any:
        request.encoding = "utf-8"
        return await get_response(request)

    return middleware


@async_only_middleware
def add_headers(get_response: Any) -> Any:
    """Headers that Django does not set, and `no-store` where a view does not allow a cache.

    Nearly every page shows personal data, or has a form.
    """
    headers = {
        "Permissions-Policy": settings.PERMISSIONS_POLICY,
        # Other sites cannot embed or read anything.
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    async def middleware(request: HttpRequest) -> Any:
        response = await get_response(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response

    return middleware
