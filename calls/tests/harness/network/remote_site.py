"""A site on a separate host behind Caddy, reached over TLS, with a TURN server beside it."""

import os
from collections.abc import Mapping, Sequence
from typing import Protocol

from calls.tests.harness.process import Process, scratch
from calls.tests.harness.services import NO_TLS, TURN_SECRET, Turn, program
from calls.tests.harness.sites import AdminHelper, Site, Worker, environment

from . import ipv6
from .deployed_turn import DeployedTurn
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


class Network(Protocol):
    def join(self, host: Host, number: int) -> str: ...


class RemoteSite(Site):
    """One worker behind Caddy with its own certificate, because browsers give cameras to secure pages only."""

    #: Where it listens, and as which origin it is reached.
    bind, origin = "127.0.0.1", f"https://{NAME}"
    turn_options: Sequence[str] = NO_TLS
    number, has_relay = NUMBER, True

    def __init__(self, internet: Network, database: str, **settings: str) -> None:
        self.name, self.ports = "remote", [WORKER_PORT]
        self.host = Host("server")
        self.address = self.join(internet)
        self.turn = self.start_turn()
        servers = {"STUN_URLS": self.turn.stun, "TURN_URLS": self.turn.urls, "TURN_SECRET": TURN_SECRET}
        if not self.has_relay:
            del servers["TURN_URLS"]
        self.env = environment(database, SITE_ORIGINS=self.origin, **servers, **settings)
        self.admin = AdminHelper(self.env)
        self.workers = [RemoteWorker(self.host, self.env, self.origin, self.bind)]
        self.caddy = self._proxy()

    def join(self, internet: Network) -> str:
        return internet.join(self.host, self.number)

    def start_turn(self) -> Turn | DeployedTurn:
        return Turn(self.address, self.host.inside, self.turn_options)

    @property
    def hosts(self) -> dict[str, str]:
        """Names by address, as /etc/hosts has them."""
        return {self.address: NAME}

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


class StunSite(RemoteSite):
    """One without a relay, beside the other one."""

    number, has_relay = NUMBER + 2, False


class PrivateSite(RemoteSite):
    """One in a network with private addresses, with a relay for that network."""

    def start_turn(self) -> DeployedTurn:
        return DeployedTurn(self.host, self.address, TURN_ALLOWED_PEERS=f"{self.address}/24")


class Ipv6Site(RemoteSite):
    """One whose machine has no IPv4; its pages are reached by its address."""

    bind = "::"
    #: A browser does not ask for the family of its relay, and coturn's default is IPv4 (RFC 8656, section 7.2).
    turn_options = (*NO_TLS, "--allocation-default-address-family=keep")

    def join(self, internet: Network) -> str:
        assert isinstance(internet, Internet)
        address = ipv6.join(internet, self.host, NUMBER)
        self.origin = f"https://[{address}]"
        return address


class DualStackSite(RemoteSite):
    """One whose machine has IPv4 and IPv6, for its pages and for its relay."""

    bind = "::"

    def join(self, internet: Network) -> str:
        address = internet.join(self.host, NUMBER)
        self.ipv6 = ipv6.add_address(self.host, NUMBER)
        return address

    def start_turn(self) -> Turn:
        also = f"--listening-ip={self.ipv6}", f"--relay-ip={self.ipv6}"
        return Turn(self.address, self.host.inside, (*Ipv6Site.turn_options, *also), name=NAME)

    @property
    def hosts(self) -> dict[str, str]:
        return {self.address: NAME, self.ipv6: NAME}
