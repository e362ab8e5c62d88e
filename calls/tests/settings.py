"""The settings of the tests: the product's own, independent of the caller's environment."""

import os

from calls.tests.harness.process import variables

for name in variables():
    os.environ.pop(name, None)
os.environ |= {"DEBUG": "true", "SECRET_KEY": "tests-" * 10, "SITE_ORIGINS": "http://localhost,http://testserver"}

from videochat.settings import *  # noqa: E402, F403
from videochat.settings import INSTALLED_APPS  # noqa: E402

# Real hashing takes a good part of a second for each account that a test makes.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each provider can be signed in with; a test configures those that it uses.
INSTALLED_APPS += [f"allauth.socialaccount.providers.{kind}" for kind in ("google", "facebook", "openid_connect")]
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": [], "provider_class": "calls.accounts.providers.openid_connect.OpenIDConnectProvider"}
}
