"""Limits how many requests a worker serves at a time, so that calls can use the database."""

import asyncio
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.decorators import async_only_middleware

from . import readiness
from .unavailable import Cause, unavailable_page

#: Each request holds one of the pool's ten connections until its answer is ready.
MAX_CONCURRENT_REQUESTS = 4
#: For forms of accounts: most of them hash a password, for about half a second of a processor. Six
#: requests leave four connections for the sockets, the lease, the people list and the jobs.
MAX_ACCOUNT_REQUESTS = 2
#: Seconds that a request waits for its turn.
WAIT_SECONDS, ACCOUNT_WAIT_SECONDS = 4, 10
#: Requests that need no database connection of the pool's, or that check it.
UNLIMITED_PATHS = (f"/{settings.STATIC_URL.strip('/')}/", "/healthz", readiness.PATH)
ACCOUNT_PATH, LOGOUT_PATH = "/accounts/", "/accounts/logout/"


# Async only: a semaphore limits the requests of one event loop, and Django would run a synchronous
# middleware in a thread for each request.
@async_only_middleware
def limit_concurrent_requests(get_response: Any) -> Any:
    pages, accounts = asyncio.Semaphore(MAX_CONCURRENT_REQUESTS), asyncio.Semaphore(MAX_ACCOUNT_REQUESTS)

    async def middleware(request: HttpRequest) -> Any:
        if request.path.startswith(UNLIMITED_PATHS):
            return await get_response(request)
        of_accounts = request.method == "POST" and request.path.startswith(ACCOUNT_PATH)
        if of_accounts and request.path != LOGOUT_PATH:
            places, limit = accounts, ACCOUNT_WAIT_SECONDS
        else:
            places, limit = pages, WAIT_SECONDS
        try:
            async with asyncio.timeout(limit):
                await places.acquire()
        except TimeoutError:
            request.unavailable = Cause.BUSY  # type: ignore[attr-defined]
            return await get_response(request)
        try:
            return await get_response(request)
        finally:
            places.release()

    return middleware


@async_only_middleware
def refuse_unavailable(get_response: Any) -> Any:
    """Below the middleware that adds headers to every page."""

    async def middleware(request: HttpRequest) -> Any:
        cause = getattr(request, "unavailable", None)
        return unavailable_page(request, cause) if cause else await get_response(request)

    return middleware
