"""How many pages a worker makes at once: calls must get at the database beside them; knows no page."""

import asyncio
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.decorators import async_only_middleware

from . import readiness

#: Each holds one of the pool's connections until its answer is ready, a sign-in for the time of its hashing too. Of the
#: pool's ten, six are left to sockets, the clock, the lease, the people list and the readiness check.
AT_ONCE = 4
#: What asks no database, or is itself the question how it stands.
AT_ONCE_TOO = (f"/{settings.STATIC_URL.strip('/')}/", "/healthz", readiness.PATH)


# The others are made for threads, and so would this one be, where it could: there is one loop, and a thread for each
# request.
@async_only_middleware
def a_few_at_once(get_response: Any) -> Any:
    places = asyncio.Semaphore(AT_ONCE)

    async def middleware(request: HttpRequest) -> Any:
        if request.path.startswith(AT_ONCE_TOO):
            return await get_response(request)
        async with places:
            return await get_response(request)

    return middleware
