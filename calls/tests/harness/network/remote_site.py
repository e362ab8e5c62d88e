"""A site on a separate host behind Caddy, reached over TLS, with a TURN server beside it."""

import os
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

from calls.tests.harness.process import Process, scratch
from calls.tests.harness.services import NO_TLS, TURN_SECRET, Turn, program
from calls.tests.harness.sites import AdminHelper, Site, Worker, environment

from .hosts import Host, Internet

NAME = "call.test"
#: The machine's number in the internet.
NUMBER = 100
WORKER_PORT = 8000
CADDY = """
{{
  admin off
  skip_install_trust
}}
{origin} {{
  tls internal
  reverse_proxy {worker}
}}
"""


class RemoteWorker(Worker):
    """A worker that only its own host can reach, as behind a proxy."""

    def __init__(
        self, host: Host, env: Mapping[str, str], origin: str = f"https://{NAME}", bind: str = "127.0.0.1"
    ) -> None:
        self.inside, self.bind = host.inside, bind
        super().__init__(env, WORKER_PORT)
        self.origin = origin

    def ready(self) -> bool:
        return "Serving on" in self.output()


class RemoteSite(Site):
    """One worker behind Caddy with its own certificate, because browsers give cameras to secure pages only."""

    #: Where it listens, and as which origin it is reached.
    bind, origin = "127.0.0.1", f"https://{NAME}"
    turn_options: Sequence[str] = NO_TLS

    def __init__(self, internet: Internet, database: str, **settings: str) -> None:
        self.name, self.ports = "remote", [WORKER_PORT]
        self.host = Host("server")
        self.address = self.join(internet)
        self.turn = Turn(self.address, self.host.inside, self.turn_options)
        servers = {"STUN_URLS": self.turn.stun, "TURN_URLS": self.turn.urls, "TURN_SECRET": TURN_SECRET}
        self.env = environment(database, SITE_ORIGINS=self.origin, **servers, **settings)
        self.admin = AdminHelper(self.env)
        self.workers = [RemoteWorker(self.host, self.env, self.origin, self.bind)]
        self.caddy = self._proxy()

    def join(self, internet: Internet) -> str:
        return internet.join(self.host, NUMBER)

    def _proxy(self) -> Process:
        home = scratch("caddy")
        config = home / "Caddyfile"
        worker = f"[::1]:{WORKER_PORT}" if ":" in self.bind else f"{self.bind}:{WORKER_PORT}"
        config.write_text(CADDY.format(origin=self.origin, worker=worker))
        argv = [*self.host.inside, program("caddy"), "run", "--config", str(config), "--adapter", "caddyfile"]
        caddy = Process("caddy", argv, env={**os.environ, "HOME": str(home)})
        caddy.wait_for(lambda: "certificate obtained successfully" in caddy.output(), "Caddy has its certificate")
        return caddy

    def processes(self) -> list[Process]:
        return [self.caddy, *super().processes(), self.turn, self.host]


class Ipv6Site(RemoteSite):
    """One whose machine has no IPv4; its pages are reached by its address."""

    bind = "::"
    #: A browser does not ask for the family of its relay, and coturn's default is IPv4 (RFC 8656, section 7.2).
    turn_options = (*NO_TLS, "--allocation-default-address-family=keep")

    def join(self, internet: Internet) -> str:
        address = internet.join_v6(self.host, NUMBER)
        self.origin = f"https://[{address}]"
        return address


def program_on(host: Host, name: str) -> Path:
    """A script that starts a program on the host, for callers that take only a path."""
    path = scratch("program") / name
    path.write_text(f'#!/bin/sh\nexec {" ".join(host.inside)} {program(name)} "$@"\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path
