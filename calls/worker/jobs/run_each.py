"""Acts on several items one by one. An error with one does not stop the others."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from videochat import outage
from videochat.outage import OUTAGE_ERRORS

logger = logging.getLogger(__name__)
Item = TypeVar("Item")


async def run_each(items: Iterable[Item], act: Callable[[Item], Awaitable[None]]) -> None:
    for item in items:
        try:
            await act(item)
        except OUTAGE_ERRORS as problem:
            outage.record(problem)
        except Exception:
            logger.exception("%s failed", getattr(act, "__qualname__", act))
