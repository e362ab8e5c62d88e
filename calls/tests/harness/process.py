"""Child processes with a log. They end with the tests."""

import atexit
import ctypes
import itertools
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from calls.tests.client.connection import HANG as HANG

#: The product's directory: this one, or that of another version (`make bench-media`).
ROOT = Path(os.environ.get("PRODUCT_ROOT") or Path(__file__).resolve().parents[3])
RUNNING: list["Process"] = []


def ports() -> Iterator[int]:
    """Below the kernel's own choice for outgoing connections: one of those could take it before the service does.

    Of several processes that run tests, each has its own, and none comes twice: a site reserves more than it uses.
    """
    worker, count = (os.environ.get(f"PYTEST_XDIST_{name}", "") for name in ("WORKER", "WORKER_COUNT"))
    number, step = int(worker.removeprefix("gw") or 0), int(count or 1)
    mine = range(10_240 + number, 32_768, step)
    for index in itertools.count(random.randrange(len(mine))):  # noqa: S311  (no secret)
        yield mine[index % len(mine)]


PORTS = ports()


def scratch(name: str) -> Path:
    """A directory that other users (PostgreSQL will not run as root) can reach, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix=f"videochat-{name}-"))
    path.chmod(0o755)
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def free_port() -> int:
    """One on which nobody listens, and that no other service of the tests was given."""
    for port in PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("ports do not end")


def until(condition: Callable[[], bool], what: str, limit: float = HANG) -> None:
    """Return as soon as the condition holds; fail when it has not within the limit (seconds)."""
    deadline = time.monotonic() + limit
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {limit:g} s still not: {what}")
        time.sleep(0.02)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def end_with_parent() -> None:
    """Have the kernel end this child if the tests are killed (prctl(2), PR_SET_PDEATHSIG = 1)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Process:
    """A child process and its output."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        user: str | None = None,
        stop_signal: int = signal.SIGTERM,
        piped: bool = False,
    ) -> None:
        self.name = name
        self.log = scratch("log") / f"{name}.log"
        self.marked = 0
        self.stop_signal = stop_signal
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(
                argv,
                env=dict(env) if env is not None else None,
                user=user,
                cwd=ROOT if user is None else "/",
                stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
                stdout=subprocess.PIPE if piped else log,
                stderr=log,
                preexec_fn=end_with_parent,
                start_new_session=True,
                text=True,
            )
        RUNNING.append(self)

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def mark(self) -> None:
        """From here on the output belongs to the next test."""
        self.marked = self.log.stat().st_size

    def new_output(self) -> str:
        return self.log.read_bytes()[self.marked :].decode(errors="replace")

    def wait_for(self, condition: Callable[[], bool], what: str) -> None:
        def ready() -> bool:
            if self.child.poll() is not None:
                raise RuntimeError(f"{self.name} ended with {self.child.returncode}:\n{self.output()}")
            return condition()

        try:
            until(ready, what)
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{self.output()}") from None

    def stop(self, limit: float = HANG) -> int:
        """Ask it to end, insist when it does not; its exit status."""
        if self.child.poll() is None:
            self.child.send_signal(self.stop_signal)
            try:
                self.child.wait(limit)
            except subprocess.TimeoutExpired:
                self.child.kill()
        if self in RUNNING:
            RUNNING.remove(self)
        return self.child.wait()

    def kill(self) -> None:
        """End it as a power cut would: no clean-up of any kind."""
        self.child.kill()
        self.stop()


@cache
def variables() -> frozenset[str]:
    """The environment variables that the product reads."""
    source = "".join(path.read_text() for path in (ROOT / "videochat").rglob("*.py"))
    readers = "choice|email_url|flag|header_name|ice_servers|listed|number|origins|redis_urls|secret|sender|text"
    return frozenset(re.findall(rf'\b(?:{readers})\(\s*"([A-Z_]+)"', source))


def clean_environment() -> dict[str, str]:
    """The environment without anything that sets up this site."""
    mine = variables() | {"DJANGO_SETTINGS_MODULE"}
    return {name: value for name, value in os.environ.items() if name not in mine}


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far (proc(5): fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """The processes that a process has started, and that still run."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def resident(pid: int) -> int:
    """Bytes of memory that a process holds (proc(5): field 2 of statm)."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
