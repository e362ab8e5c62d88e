"""Runs ffmpeg, from a Python package that has VMAF in it, which Debian's has not."""

import importlib
import subprocess
from functools import cache


@cache
def program() -> str:
    return str(importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe())


def ffmpeg(*arguments: str, given: bytes | None = None) -> bytes:
    """What ffmpeg writes to standard output; what it complains about is raised."""
    command = [program(), "-hide_banner", "-loglevel", "error", "-y", *arguments]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"ffmpeg: {done.stderr.decode(errors='replace').strip()[-2000:]}")
    return done.stdout
