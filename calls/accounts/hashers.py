"""Password hashing in two threads, which yield the processor to everything else."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth import hashers
from django.db import connections

#: As many as there are places for requests that hash (calls/pages/middleware.py).
THREADS = 2
#: The niceness of these threads: calls and pages go first.
NICENESS = 10


def _yield_processor() -> None:
    if sys.platform == "linux":  # elsewhere a thread has no niceness of its own (setpriority(2))
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="hashing", initializer=_yield_processor)


class PBKDF2PasswordHasher(hashers.PBKDF2PasswordHasher):
    """Writes the same hashes as Django's own."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        # A request that waits for its hash needs no database connection meanwhile.
        for connection in connections.all(initialized_only=True):
            if not connection.in_atomic_block:
                connection.close()
        return _pool.submit(super().encode, password, salt, iterations).result()
