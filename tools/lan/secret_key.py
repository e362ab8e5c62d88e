"""A SECRET_KEY of this machine's own: the one of development is public, and other devices reach this site."""

import secrets
from pathlib import Path

from tools.lan.private_file import write_private

LENGTH = 64


def secret_key_for(folder: Path) -> str:
    """The key in the folder, the same at each start. Raises OSError if the folder cannot be used."""
    file = folder / "secret_key"
    try:
        kept = file.read_text(encoding="ascii")
    except (FileNotFoundError, UnicodeDecodeError):
        kept = ""
    if len(kept) == LENGTH:
        return kept
    key = secrets.token_hex(LENGTH // 2)
    write_private(file, key.encode())
    return key
