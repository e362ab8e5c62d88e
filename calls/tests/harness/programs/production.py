"""The product's settings, with collected static files in a directory of the tests."""

import os
from functools import partial
from pathlib import Path

import brotli  # type: ignore[import-untyped]
from whitenoise.compress import Compressor

from videochat.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["TEST_STATIC_ROOT"])
# For the best quality brotli takes a quarter of a minute, and no test looks at sizes. The bench does.
QUALITY = int(os.environ.get("TEST_BROTLI_QUALITY", "1"))
Compressor.compress_brotli = staticmethod(partial(brotli.compress, quality=QUALITY))
