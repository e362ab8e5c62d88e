"""The product's own settings, with the collected static files in a place of the tests' own."""

import os
from pathlib import Path

from videochat.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["TEST_STATIC_ROOT"])
