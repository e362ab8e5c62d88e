"""The settings of production, with the made-up language of the tests (pseudo_locale.py)."""

import os
from pathlib import Path

from calls.tests.harness.programs.production import *  # noqa: F403

LOCALE_PATHS = [Path(os.environ["TEST_LOCALE_PATH"])]
# The tests' browsers want English: this is the one that they get.
LANGUAGES = [("en-xa", "Pseudo"), ("zh-hans", "中文")]
