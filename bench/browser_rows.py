"""The rows of the bench that need browsers: each is a module of its own, and is run if this machine can."""

import os
import subprocess
import sys
from collections.abc import Callable
from shutil import which

from calls.tests.harness.network.hosts import refusal
from calls.tests.harness.process import ROOT

CHROMIUM = "chromium-headless-shell"
#: Fewer than `make bench-connect`, which is for depth.
CALLS = "6"


def lacks(*programs: str) -> str:
    missing = [name for name in programs if not which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")]
    return f"{', '.join(missing)} not installed" if missing else ""


def no_bundles() -> str:
    return "" if any(ROOT.glob("node_modules/@esbuild/*/bin/esbuild")) else "esbuild is not installed (npm ci)"


#: By module: what it measures, and why it cannot; empty if it can.
ROWS: dict[str, tuple[str, Callable[[], str]]] = {
    "bench.pages": (
        "first visit and return",
        lambda: lacks(CHROMIUM, "caddy", "haproxy", "certutil") or no_bundles(),
    ),
    "bench.connect": (
        "Call -> it rings, Accept -> first frame",
        lambda: lacks(CHROMIUM, "turnserver", "ip", "nft", "certutil") or no_bundles() or refusal(),
    ),
}


def run() -> bool:
    """Print the rows, and of those that are missing why. Returns whether all that could run did."""
    complete = True
    for module, (what, why_not) in ROWS.items():
        print(f"\n{what} ({module}):", flush=True)
        if reason := why_not():
            print(f"not measured: {reason}", flush=True)
            continue
        env = os.environ | {"CALLS": os.environ.get("CALLS") or CALLS}
        if status := subprocess.run([sys.executable, "-m", module], cwd=ROOT, env=env, check=False).returncode:
            print(f"not measured: it ended with status {status}", flush=True)
            complete = False
    return complete
