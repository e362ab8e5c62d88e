"""A page's state of its call, and the timings of the page."""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """In seconds, but for `repeats`; see test_client.py for the modules."""

    repeat: float = 5.0
    repeats: int = 4
    connect: float = 8.0
    retry: float = 5.0
    give_up: float = 45.0
    sync: float = 2.0
    #: Between two candidates.
    media: float = 1.0


@dataclass(eq=False)
class PageCall:
    """What a page knows of the call that it takes part in."""

    id: str
    peer: str
    caller: bool
    #: The server has confirmed it.
    placed: bool = False
    accepted: bool = False
    #: The peer's description is here.
    described: bool = False
    connected: bool = False
    #: Numbers of candidates: the last one sent, the highest one received.
    sent: int = 0
    received: int = 0
    received_at: float = 0.0
    task: asyncio.Task[None] | None = None
