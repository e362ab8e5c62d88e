"""A site on a separate host behind Caddy, reached over TLS, with a TURN server beside it."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from calls.tests.harness.process import Process, scratch
from calls.tests.harness.services import TURN_SECRET, Turn, program
from calls.tests.harness.sites import AdminHelper, Site, Worker, environment

from .hosts import Host, Internet

NAME = "call.test"
#: The machine's number in the internet.
NUMBER = 100
WORKER_PORT = 8000
CADDY = f"""
{{
  admin off
  skip_install_trust
}}
{NAME} {{
  tls internal
  reverse_proxy 127.0.0.1:{WORKER_PORT}
}}
"""


class RemoteWorker(Worker):
    """A worker that only its own host can reach, as behind a proxy."""

    def __init__(self, host: Host, env: Mapping[str, str], origin: str = f"https://{NAME}") -> None:
        self.inside = host.inside
        super().__init__(env, WORKER_PORT)
        self.origin = origin

    def ready(self) -> bool:
        return "Serving on" in self.output()


class RemoteSite(Site):
    """One worker behind Caddy with its own certificate, because browsers give cameras to secure pages only."""

    def __init__(self, internet: Internet, database: str, **settings: str) -> None:
        self.name, self.ports = "remote", [WORKER_PORT]
        self.host = Host("server")
        self.address = internet.join(self.host, NUMBER)
        self.turn = Turn(self.address, self.host.inside)
        servers = {"STUN_URLS": self.turn.stun, "TURN_URLS": self.turn.urls, "TURN_SECRET": TURN_SECRET}
        self.env = environment(database, SITE_ORIGINS=f"https://{NAME}", **servers, **settings)
        self.admin = AdminHelper(self.env)
        self.workers = [RemoteWorker(self.host, self.env)]
        self.caddy = self._proxy()

    def _proxy(self) -> Process:
        home = scratch("caddy")
        config = home / "Caddyfile"
        config.write_text(CADDY)
        argv = [*self.host.inside, program("caddy"), "run", "--config", str(config), "--adapter", "caddyfile"]
        caddy = Process("caddy", argv, env={**os.environ, "HOME": str(home)})
        caddy.wait_for(lambda: "certificate obtained successfully" in caddy.output(), "Caddy has its certificate")
        return caddy

    def processes(self) -> list[Process]:
        return [self.caddy, *super().processes(), self.turn, self.host]


def program_on(host: Host, name: str) -> Path:
    """A script that starts a program on the host, for callers that take only a path."""
    path = scratch("program") / name
    path.write_text(f'#!/bin/sh\nexec {" ".join(host.inside)} {program(name)} "$@"\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path
