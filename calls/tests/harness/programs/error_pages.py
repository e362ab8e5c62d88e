"""The settings of production, with an address for each error page (error_urls.py)."""

from calls.tests.harness.programs.production import *  # noqa: F403

ROOT_URLCONF = "calls.tests.harness.programs.error_urls"
