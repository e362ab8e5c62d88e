"""The settings of the tests: the product's own, independent of the caller's environment."""

import os

from calls.tests.harness.process import variables

for name in variables():
    os.environ.pop(name, None)
os.environ |= {"DEBUG": "true", "SECRET_KEY": "tests-" * 10, "SITE_ORIGINS": "http://localhost,http://testserver"}

from videochat.settings import *  # noqa: E402, F403

# Real hashing takes a good part of a second for each account that a test makes.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
