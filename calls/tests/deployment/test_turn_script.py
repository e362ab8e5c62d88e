"""deploy/turn.sh: what it passes to coturn, and the one line with which it refuses a bad value."""

import os
import subprocess
from pathlib import Path

import pytest

from calls.tests.harness.process import ROOT

EXAMPLE = "203.0.113.5/10.0.0.5"
RANGE = "10.0.0.0-10.0.0.255"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A turnserver that prints its arguments, one a line."""
    program = tmp_path / "turnserver"
    program.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    program.chmod(0o755)
    return tmp_path


def start(place: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": f"{place}{os.pathsep}{os.environ['PATH']}", "SITE_HOST": "call.example.org", "TURN_SECRET": "x y"}
    argv = ["/bin/sh", "deploy/turn.sh", "--more"]
    return subprocess.run(argv, env=env | settings, cwd=ROOT, capture_output=True, text=True, check=False)


def test_by_default_no_private_address_is_allowed(place: Path) -> None:
    expected = ["-c", "/etc/coturn/turnserver.conf", "--realm=call.example.org", "--static-auth-secret=x y", "--more"]
    for empty in ({}, {"TURN_EXTERNAL_IP": "", "TURN_ALLOWED_PEERS": ""}):
        assert start(place, **empty).stdout.splitlines() == expected


@pytest.mark.parametrize(
    ("external", "peers", "options"),
    [
        (EXAMPLE, "", [f"--external-ip={EXAMPLE}", "--allowed-peer-ip=10.0.0.5"]),
        ("203.0.113.5", "", ["--external-ip=203.0.113.5", "--allowed-peer-ip=203.0.113.5"]),
        ("2001:db8::5/fd00::5", "", ["--external-ip=2001:db8::5/fd00::5", "--allowed-peer-ip=fd00::5"]),
        ("", "192.168.1.7", ["--allowed-peer-ip=192.168.1.7"]),
        ("", "10.0.0.5-10.0.0.9", ["--allowed-peer-ip=10.0.0.5-10.0.0.9"]),
        ("", "10.0.0.77/24", [f"--allowed-peer-ip={RANGE}"]),
        ("", "10.0.0.0/8", ["--allowed-peer-ip=10.0.0.0-10.255.255.255"]),
        ("", "10.0.0.5/32", ["--allowed-peer-ip=10.0.0.5"]),
        ("", "fd00::5-fd00::9", ["--allowed-peer-ip=fd00::5-fd00::9"]),
        ("", " 10.0.0.0/24, 192.168.1.7,,", [f"--allowed-peer-ip={RANGE}", "--allowed-peer-ip=192.168.1.7"]),
        (
            EXAMPLE,
            "10.0.0.0/24",
            [f"--external-ip={EXAMPLE}", "--allowed-peer-ip=10.0.0.5", f"--allowed-peer-ip={RANGE}"],
        ),
    ],
)
def test_addresses_become_options_of_coturn(place: Path, external: str, peers: str, options: list[str]) -> None:
    done = start(place, TURN_EXTERNAL_IP=external, TURN_ALLOWED_PEERS=peers)
    assert (done.stdout.splitlines()[5:], done.stderr) == (options, "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("TURN_ALLOWED_PEERS", value)
            for value in (
                *("10.0.0", "10.0.0.256", "010.0.0.1", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "private", "*"),
                *("10.0.0.9-10.0.0.5", "10.0.0.1-10.0.0.2-10.0.0.3", "10.0.0.5;10.0.0.6", "10.0.0.5 --no-auth"),
                *("fd00::/8", "::1", "::-ffff::", "fd00::1-fe80::1", "fe80::1", "fd00::1--no-auth"),
                *("0.0.0.0/0", "127.0.0.1", "169.254.169.254", "100.0.0.0-200.0.0.0", "224.0.0.1"),
            )
        ),
        *(
            ("TURN_EXTERNAL_IP", value)
            for value in (
                "call.example.org",
                "203.0.113.5/",
                "/10.0.0.5",
                f"{EXAMPLE}/1",
                "203.0.113.5/127.0.0.1",
                "::1",
            )
        ),
    ],
)
def test_a_bad_value_ends_with_one_line(place: Path, name: str, value: str) -> None:
    done = start(place, **{name: value})
    assert done.returncode == 1 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"videochat: {name}: "), line
