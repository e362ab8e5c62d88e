"""Starts Chromium on another machine: the names that it knows there, and the authorities that it trusts."""

import shlex
import stat
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from calls.tests.harness.process import scratch
from calls.tests.harness.services import program

from .hosts import Host


def knowing(hosts: Mapping[str, str]) -> list[str]:
    """Put before a command, it has these names by address, in a mount namespace."""
    path = scratch("hosts") / "hosts"
    # For STUN and TURN, Chromium asks with a dot at the end.
    path.write_text("".join(f"{address} {name} {name}.\n" for address, name in hosts.items()))
    return ["unshare", "--mount", "sh", "-ec", 'mount --bind "$0" /etc/hosts; exec "$@"', str(path)]


def trusting(authority: Path) -> list[str]:
    """Put before Chromium, it trusts this authority, for pages and for TURN over TLS."""
    home = scratch("home")
    database = f"sql:{home}/.pki/nssdb"
    (home / ".pki/nssdb").mkdir(parents=True)
    for options in (["-N", "--empty-password"], ["-A", "-n", "tests", "-t", "C,,", "-i", str(authority)]):
        subprocess.run([program("certutil"), "-d", database, *options], check=True)
    return ["env", f"HOME={home}"]


def program_on(host: Host, name: str, before: Sequence[str] = ()) -> Path:
    """A script that starts a program on the host, for callers that take only a path."""
    return program_with(name, [*host.inside, *before])


def program_with(name: str, before: Sequence[str]) -> Path:
    """The same on this machine."""
    path = scratch("program") / name
    path.write_text(f'#!/bin/sh\nexec {shlex.join([*before, program(name)])} "$@"\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path
