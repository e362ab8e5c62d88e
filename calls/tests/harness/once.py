"""Makes things once for a whole run; the first process that needs one makes it."""

import atexit
import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from .process import scratch

#: Names the directory of the run to the processes that the first one starts.
RUN = "VIDEOCHAT_TEST_RUN"


def begin() -> None:
    """Called in the first process of a run, before it starts others."""
    if RUN not in os.environ:
        os.environ[RUN] = str(scratch("run"))
        atexit.register(os.environ.pop, RUN, None)


def once(name: str, make: Callable[[Path], object]) -> Path:
    """Where `make` has put it, in this process or in another one."""
    begin()
    place = Path(os.environ[RUN]) / name
    with place.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            begun = place.with_name(f"{name}.begun")
            shutil.rmtree(begun, ignore_errors=True)
            make(begun)
            begun.rename(place)
    return place
