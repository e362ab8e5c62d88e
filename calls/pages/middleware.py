"""Limits how many requests a worker serves at a time, so that calls can use the database."""

import asyncio
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.decorators import async_only_middleware

from . import readiness

#: Each request holds one of the pool's ten connections until its answer is ready; a sign-in holds
#: it while the password is hashed, too. Six are left for the sockets, the scheduled jobs, the
#: lease, the people list and the readiness check.
MAX_CONCURRENT_REQUESTS = 4
#: Requests that need no database connection of the pool's, or that check it.
UNLIMITED_PATHS = (f"/{settings.STATIC_URL.strip('/')}/", "/healthz", readiness.PATH)


# Async only: a semaphore limits the requests of one event loop, and Django would run a synchronous
# middleware in a thread for each request.
@async_only_middleware
def limit_concurrent_requests(get_response: Any) -> Any:
    semaphore = asyncio.Semaphore(MAX_CONCURRENT_REQUESTS)

    async def middleware(request: HttpRequest) -> Any:
        if request.path.startswith(UNLIMITED_PATHS):
            return await get_response(request)
        async with semaphore:
            return await get_response(request)

    return middleware
