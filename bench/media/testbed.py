"""Two homes, a site and its TURN server in network namespaces, and what their processes use."""

from pathlib import Path

from calls.tests.e2e.browser.homes import Home
from calls.tests.harness.network.hosts import Host, Internet, refusal
from calls.tests.harness.network.remote_site import RemoteSite
from calls.tests.harness.process import cpu_seconds
from calls.tests.harness.sites import collected, migrated_file, sqlite_copy

from .conditions import CLEAN


class Testbed:
    """Alice's home and Bob's."""

    def __init__(self) -> None:
        if why_not := refusal():
            raise SystemExit(why_not)
        self.internet = Internet()
        self.site = RemoteSite(self.internet, sqlite_copy(migrated_file()), TEST_STATIC_ROOT=str(collected()))
        self.homes = Home(self.internet, 1), Home(self.internet, 3)
        self.clean()

    def clean(self) -> None:
        for home in self.homes:
            home.wifi.line.change_both(CLEAN)

    def stop(self) -> None:
        for it in (*self.homes, self.site, self.internet):
            it.stop()


def renderer_seconds(machine: Host) -> float:
    """Processor time of the pages on a machine so far."""
    namespace = Path(machine.network).readlink()
    found = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (
                b"--type=renderer" in (process / "cmdline").read_bytes()
                and (process / "ns/net").readlink() == namespace
            ):
                found += cpu_seconds(int(process.name))
        except OSError:
            continue
    return found


def processor_ticks() -> tuple[int, int]:
    """Of all processors since the start: idle, and in all (proc(5): the first line of stat)."""
    ticks = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return ticks[3] + ticks[4], sum(ticks)


def idle_share(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Of the ticks between; near 0, the machine was the limit."""
    return (after[0] - before[0]) / max(1, after[1] - before[1])
