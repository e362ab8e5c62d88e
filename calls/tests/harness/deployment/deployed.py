"""Runs what docker-compose.yml deploys as local processes: workers behind Caddy."""

import http.client
import ssl
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from calls.tests.harness.network.name_server import NameServer
from calls.tests.harness.process import HANG, ROOT, Process, clean_environment, free_port, listens, scratch
from calls.tests.harness.services import program
from calls.tests.harness.sites import AdminHelper, Endpoint, Site

from .compose import services

SETTINGS = {
    "SITE_HOST": "localhost",
    **dict.fromkeys(("SECRET_KEY", "POSTGRES_PASSWORD", "TURN_SECRET"), "0123456789abcdef" * 4),
}
ORIGIN = "https://localhost"
REPLICAS = ("127.0.0.1", "127.0.0.2")
# Caddy's certificate for localhost is its own.
TRUSTING = ssl._create_unverified_context()  # noqa: S323


class Caddy(Endpoint):
    """The proxy, with its own configuration, at ports of the tests'."""

    origin, tls = ORIGIN, TRUSTING

    def __init__(self, environment: dict[str, str], name_server: NameServer, worker_port: int) -> None:
        self.plain, self.port, self.health = free_port(), free_port(), free_port()
        self.url = f"wss://localhost:{self.port}"
        ports = {"HTTP_PORT": self.plain, "HTTPS_PORT": self.port, "HEALTH_PORT": self.health, "WEB_PORT": worker_port}
        self.env = clean_environment() | environment | {name: str(value) for name, value in ports.items()}
        self.env |= {"RESOLVER": name_server.address, "WEB_NAME": "web.test.", "HOME": str(scratch("caddy"))}
        self.name_cookies({"SITE_ORIGINS": ORIGIN})
        self.restart()

    def restart(self) -> None:
        """Start it, or start it again after its end, with the same ports and certificates."""
        argv = [program("caddy"), "run", "--config", "deploy/Caddyfile", "--adapter", "caddyfile"]
        super().__init__("caddy", argv, env=self.env)
        self.wait_for(lambda: listens(self.port), "Caddy listens")


class Deployed(Site):
    """Two workers behind the proxy, which has their addresses from a name server."""

    def __init__(self, database: str, redis: str, static_root: str) -> None:
        self.name = "deployed"
        compose = services(SETTINGS)
        self.env = clean_environment() | compose["web"]["environment"] | {"DATABASE_URL": database, "REDIS_URL": redis}
        self.env |= {
            "DJANGO_SETTINGS_MODULE": "calls.tests.harness.programs.production",
            "TEST_STATIC_ROOT": static_root,
        }
        subprocess.run(command(compose["migrate"]), env=self.env, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
        self.port = free_port()
        self.replicas = [
            Process(f"web-{at}", command(compose["web"], "--bind", at, "--port", str(self.port)), env=self.env)
            for at in REPLICAS
        ]
        for replica in self.replicas:
            replica.wait_for(lambda replica=replica: "Serving on" in replica.output(), "the worker serves")  # type: ignore[misc]
        self.name_server = NameServer(*REPLICAS)
        self.caddy = Caddy(compose["caddy"]["environment"], self.name_server, self.port)
        self.admin = AdminHelper(self.env)

    @property
    def endpoints(self) -> Sequence[Endpoint]:
        return [self.caddy]

    def processes(self) -> list[Process]:
        return [self.caddy, self.admin, *self.replicas]

    def stop(self) -> None:
        super().stop()
        self.name_server.close()

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        line = http.client.HTTPSConnection("localhost", self.caddy.port, timeout=HANG, context=TRUSTING)
        line.request("GET", path, headers={"Host": "localhost"} | headers)
        return line.getresponse()


def command(service: dict[str, Any], *at: str) -> list[str]:
    """The service's own command, by this Python, at another address."""
    own: list[str] = service["command"]
    assert own[:2] == ["python", "manage.py"]
    return [sys.executable, *own[1 : own.index("--bind") if at else None], *at]
