"""A site on one host as deploy/host has it: HAProxy on TCP 443, Caddy, coturn and a worker behind it."""

import os
from collections.abc import Sequence

from calls.tests.harness.deployment.compose import services
from calls.tests.harness.deployment.deployed import Front
from calls.tests.harness.process import Process, scratch
from calls.tests.harness.services import TURN_SECRET, program
from calls.tests.harness.sites import AdminHelper, Endpoint, Site, environment

from .hosts import Host, Internet
from .remote_site import WORKER_PORT, RemoteWorker

#: Caddy does not ask a public authority for a certificate of such a name.
NAME = "call.local"
#: The machine's number in the internet.
NUMBER = 101
CADDY_PORT = 8480
PORTS = {"CADDY_PORT": str(CADDY_PORT), "TURN_PORT": "3478"}


class FrontSite(Site):
    """The addresses of coturn that its pages get are those of a deployment."""

    def __init__(self, internet: Internet, database: str, **settings: str) -> None:
        self.name, self.ports = "front", [WORKER_PORT]
        self.host = Host("front")
        self.address = internet.join(self.host, NUMBER)
        names = {"SITE_HOST": NAME, "TURN_HOST": NAME, "TURN_SECRET": TURN_SECRET}
        compose = services(names | dict.fromkeys(("SECRET_KEY", "POSTGRES_PASSWORD"), "unused"))["web"]["environment"]
        derived = {name: compose[name] for name in ("SITE_ORIGINS", "STUN_URLS", "TURN_URLS", "CLIENT_IP_HEADER")}
        self.env = environment(database, TURN_SECRET=TURN_SECRET, **derived, **settings)
        self.admin = AdminHelper(self.env)
        self.workers = [RemoteWorker(self.host, self.env, self.env["SITE_ORIGINS"])]
        env = os.environ | names | PORTS
        turn = ["/bin/sh", "deploy/turn.sh", f"--userdb={scratch('coturn') / 'db'}"]
        self.turn = self.start("coturn", turn, env | {"TURN_CONFIG": "deploy/turnserver.conf", "TURN_EXTERNAL_IP": ""})
        home = scratch("caddy")
        #: Signs the certificate that the site has.
        self.authority = home / ".local/share/caddy/pki/authorities/local/root.crt"
        caddy = [program("caddy"), "run", "--config", "deploy/host/Caddyfile", "--adapter", "caddyfile"]
        self.caddy = self.start("caddy", caddy, env | {"HOME": str(home), "WORKERS": f"127.0.0.1:{WORKER_PORT}"})
        self.front = Front(names | PORTS, home, CADDY_PORT, 443, self.host.inside)
        self.front.wait_for(lambda: self.front.has_certificate(NAME), "HAProxy has Caddy's certificate")

    @property
    def hosts(self) -> dict[str, str]:
        """Names by address, as /etc/hosts has them."""
        return {self.address: NAME}

    def start(self, name: str, argv: Sequence[str], env: dict[str, str]) -> Process:
        return Process(name, [*self.host.inside, *argv], env=env)

    @property
    def endpoints(self) -> Sequence[Endpoint]:
        return self.workers

    def processes(self) -> list[Process]:
        return [self.front, self.caddy, self.turn, *super().processes(), self.host]
