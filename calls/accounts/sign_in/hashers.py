"""Hashes passwords in two separate threads, however many requests there are."""

from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth import hashers

from videochat.database.release import release_connections

#: As many as there are places for requests that hash (calls/pages/middleware.py).
THREADS = 2

_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="hashing")


class PBKDF2PasswordHasher(hashers.PBKDF2PasswordHasher):
    """Writes the same hashes as Django's own."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        # A request needs no database connection while it waits for its hash.
        release_connections()
        return _pool.submit(super().encode, password, salt, iterations).result()
