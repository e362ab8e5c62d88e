"""Files with secrets: readable only for their owner, and never half written."""

import os
from pathlib import Path


def write_private(file: Path, content: bytes) -> None:
    """Replace the file at once, and create its folder. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = file.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
    beside.replace(file)
