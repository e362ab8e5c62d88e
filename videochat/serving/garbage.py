"""Keeps full garbage collections short: with thousands of sockets, each would stop a worker for 0.4 s.

After a long collection, its survivors are set aside (gc.freeze), and later ones do not look at them. Reference cycles
among them are found by a collection of everything, each time that as many sockets have ended as were open at the last.
"""

import gc
import time
from typing import Any

#: After a full collection of so many seconds, its survivors are set aside.
FREEZE_SECONDS = 0.05
#: Fewer ended sockets never cause a collection of everything.
MIN_ENDED_SOCKETS = 1000


class GarbageCollections:
    def __init__(self, freeze_seconds: float = FREEZE_SECONDS, min_ended: int = MIN_ENDED_SOCKETS) -> None:
        self._freeze_seconds, self._min_ended = freeze_seconds, min_ended
        self._began = 0.0
        #: How many sockets have yet to end before the next collection of everything.
        self._left = min_ended

    def start(self) -> None:
        """Call it once everything is loaded: a collection of the modules alone takes 0.1 s."""
        self._collect_everything()
        gc.callbacks.append(self._on_collection)

    def stop(self) -> None:
        gc.callbacks.remove(self._on_collection)
        gc.unfreeze()

    def on_socket_ended(self, still_open: int) -> None:
        self._left -= 1
        if self._left <= 0:
            self._left = max(self._min_ended, still_open)
            self._collect_everything()

    def _collect_everything(self) -> None:
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def _on_collection(self, phase: str, info: dict[str, Any]) -> None:
        if info["generation"] < 2:
            return
        if phase == "start":
            self._began = time.perf_counter()
        elif time.perf_counter() - self._began >= self._freeze_seconds:
            gc.freeze()
