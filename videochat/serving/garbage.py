"""Full garbage collections look through every object: with thousands of sockets, a worker stands still for 0.4 s.

So what a long one has left is set aside (gc.freeze), and later ones do not look through it. Cycles among it are found
by one that looks through everything, once as many sockets have ended as were open at the last such time.
"""

import gc
import time
from typing import Any

#: Seconds of a full collection from which on its survivors are set aside.
LONG = 0.05
#: The smallest number of ended sockets after which everything is looked through.
FEW = 1000


class GarbageCollections:
    def __init__(self, long: float = LONG, few: int = FEW) -> None:
        self.long, self.few = long, few
        self._began = 0.0
        #: How many sockets have yet to end.
        self._left = few

    def start(self) -> None:
        """Once everything is loaded: that alone takes a tenth of a second to look through."""
        self._look_through_everything()
        gc.callbacks.append(self._on_collection)

    def stop(self) -> None:
        gc.callbacks.remove(self._on_collection)
        gc.unfreeze()

    def on_socket_ended(self, still_open: int) -> None:
        self._left -= 1
        if self._left <= 0:
            self._left = max(self.few, still_open)
            self._look_through_everything()

    def _look_through_everything(self) -> None:
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def _on_collection(self, phase: str, info: dict[str, Any]) -> None:
        if info["generation"] < 2:
            return
        if phase == "start":
            self._began = time.perf_counter()
        elif time.perf_counter() - self._began >= self.long:
            gc.freeze()
