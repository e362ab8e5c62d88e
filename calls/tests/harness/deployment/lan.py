"""`make run LAN=1`, here or in a clean clone on another machine."""

import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from calls.tests.harness.process import HANG, ROOT, Process, clean_environment, scratch

#: Ends with an error unless the address answers, with a certificate that names it.
LOOK = """
import ssl, sys, urllib.request
urllib.request.urlopen(sys.argv[1], context=ssl.create_default_context(cafile=sys.argv[2]))
"""


def newcomers_environment() -> dict[str, str]:
    """Nothing is set, neither of the site nor for make."""
    set_by_make = {"PORT", "LAN", "PYTHON", "MAKEFLAGS", "MAKELEVEL"}
    return {name: value for name, value in clean_environment().items() if name not in set_by_make}


def clean_clone() -> Path:
    """The repository as git has it, with this run's packages: an installation needs the internet."""
    clone = scratch("clone")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)
    (clone / ".venv").symlink_to(sys.prefix)
    return clone


class LanSite(Process):
    """`origins` are the addresses that it prints. `inside` is Host.inside of another machine."""

    def __init__(self, port: int, folder: Path = ROOT, inside: Sequence[str] = (), **settings: str) -> None:
        argv = [*inside, "make", "-C", str(folder), "run", "LAN=1", f"PORT={port}"]
        super().__init__("make-run-lan", argv, env=newcomers_environment() | settings)
        self.port = port
        self.certificate = folder / "var/lan/certificate.pem"
        self.wait_for(lambda: "Serving on" in self.output(), "make run LAN=1 serves")
        self.origins = re.findall(r"^ {4}(https://\S+)$", self.output(), re.MULTILINE)

    def trusting(self) -> ssl.SSLContext:
        """What a browser knows that has accepted the certificate."""
        return ssl.create_default_context(cafile=self.certificate)

    def answers(self, origin: str, inside: Sequence[str]) -> bool:
        """Whether that machine gets an answer there, with a certificate for this address."""
        argv = [*inside, sys.executable, "-c", LOOK, f"{origin}/healthz", str(self.certificate)]
        return subprocess.run(argv, timeout=HANG, check=False).returncode == 0

    def end(self) -> None:
        """As Ctrl-C does it: the signal goes to make and to all that it started."""
        os.killpg(self.child.pid, signal.SIGINT)
        self.child.wait(HANG)
        self.stop()
