"""The product's settings, with collected static files in a directory of the tests."""

import os
from pathlib import Path

from videochat.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["TEST_STATIC_ROOT"])
