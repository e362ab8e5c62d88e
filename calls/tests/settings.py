"""The settings of the tests: the product's own, independent of the caller's environment."""

import os

for name in (
    "DATABASE_URL",
    "REDIS_URL",
    "STUN_URLS",
    "TURN_URLS",
    "TURN_SECRET",
    "SIGNUP_OPEN",
    "RING_SECONDS",
    "CALLS_PER_MINUTE",
    "EMAIL_URL",
):
    os.environ.pop(name, None)
os.environ |= {"DEBUG": "true", "SECRET_KEY": "tests-" * 10, "SITE_ORIGINS": "http://localhost,http://testserver"}

from videochat.settings import *  # noqa: E402, F403

# Real hashing takes a good part of a second for each account that a test makes.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
