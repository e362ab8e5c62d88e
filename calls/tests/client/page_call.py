"""What a page knows of the call that it takes part in, and the times that it keeps to."""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """In seconds, but for `repeats`; see call/retries.js, call/controller.js and rtc/healing/health.js."""

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
    #: Whether the server has confirmed it, the callee has accepted it, the peer's description is here.
    placed: bool = False
    accepted: bool = False
    described: bool = False
    connected: bool = False
    #: The number of the last candidate sent, of the highest one received, and when one was received.
    sent: int = 0
    received: int = 0
    received_at: float = 0.0
    task: asyncio.Task[None] | None = None
