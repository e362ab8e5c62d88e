"""Runs what docker-compose.yml deploys as local processes: workers behind Caddy, and HAProxy before it."""

import atexit
import getpass
import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
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


def speaks_tls(port: int, name: str = "localhost") -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            TRUSTING.wrap_socket(connection, server_hostname=name).close()
    except OSError:
        return False
    return True


class Caddy(Process):
    """The proxy, with its own configuration, at ports of the tests'."""

    def __init__(self, environment: dict[str, str], name_server: NameServer, worker_port: int) -> None:
        self.plain, self.port, self.health, self.http3 = (free_port() for _ in range(4))
        self.home = scratch("caddy")
        ports = {"HTTP_PORT": self.plain, "CADDY_PORT": self.port, "HEALTH_PORT": self.health, "HTTPS_PORT": self.http3}
        ports["WEB_PORT"] = worker_port
        self.env = clean_environment() | environment | {name: str(value) for name, value in ports.items()}
        self.env |= {"RESOLVER": name_server.address, "WEB_NAME": "web.test.", "HOME": str(self.home)}
        self.restart()

    def restart(self) -> None:
        """Start it, or start it again after its end, with the same ports and certificates."""
        argv = [program("caddy"), "run", "--config", "deploy/Caddyfile", "--adapter", "caddyfile"]
        super().__init__("caddy", argv, env=self.env)
        self.wait_for(lambda: listens(self.port), "Caddy listens")


class Front(Endpoint):
    """HAProxy before a Caddy whose home this is, and before a coturn; it serves `SITE_HOST` over TLS."""

    tls = TRUSTING

    def __init__(
        self, environment: Mapping[str, str], home: Path, caddy_port: int, port: int = 0, inside: Sequence[str] = ()
    ) -> None:
        self.port, self.health = port or free_port(), free_port()
        self.turn_port = int(environment.get("TURN_PORT", free_port()))
        self.origin, self.url = f"https://{environment['SITE_HOST']}", f"wss://localhost:{self.port}"
        ports = {"FRONT_PORT": self.port, "HEALTH_PORT": self.health, "TURN_PORT": self.turn_port}
        ports["CADDY_PORT"] = caddy_port
        self.state = scratch("haproxy")
        env = clean_environment() | {name: str(value) for name, value in ports.items()} | dict(environment)
        env |= {"CADDY_DATA": str(home / ".local/share/caddy"), "FRONT_CONFIG": "deploy/haproxy.cfg"}
        env |= {"FRONT_STATE": str(self.state), "FRONT_USER": getpass.getuser(), "CHECK_SECONDS": "1"}
        env["PATH"] = f"{env['PATH']}:{Path(program('haproxy', '/usr/sbin')).parent}"
        self.name_cookies({"SITE_ORIGINS": self.origin})
        super().__init__("haproxy", [*inside, "/bin/sh", "deploy/haproxy.sh"], env=env)
        # HAProxy is the script's child, and does not end if the script is killed.
        atexit.register(self.end_group)
        self.wait_for(lambda: "Loading success" in self.output(), "HAProxy serves")

    def end_group(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)

    def stop(self, limit: float = HANG) -> int:
        status = super().stop(limit)
        self.end_group()
        atexit.unregister(self.end_group)
        return status

    def has_certificate(self, name: str) -> bool:
        return (self.state / "certificates" / f"{name}.pem").exists()


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
        subprocess.run(
            command(compose["migrate"]),
            env=self.env,
            cwd=ROOT,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self.port = free_port()
        self.replicas = [
            Process(f"web-{at}", command(compose["web"], "--bind", at, "--port", str(self.port)), env=self.env)
            for at in REPLICAS
        ]
        for replica in self.replicas:
            replica.wait_for(lambda replica=replica: "Serving on" in replica.output(), "the worker serves")  # type: ignore[misc]
        self.name_server = NameServer(*REPLICAS)
        self.caddy = Caddy(compose["caddy"]["environment"], self.name_server, self.port)
        self.haproxy = Front(compose["haproxy"]["environment"], self.caddy.home, self.caddy.port)
        self.haproxy.wait_for(lambda: speaks_tls(self.haproxy.port), "HAProxy has a certificate")
        self.admin = AdminHelper(self.env)

    @property
    def endpoints(self) -> Sequence[Endpoint]:
        return [self.haproxy]

    @property
    def authority(self) -> Path:
        """The certificate of the authority that signed the site's."""
        return self.caddy.home / ".local/share/caddy/pki/authorities/local/root.crt"

    def processes(self) -> list[Process]:
        return [self.haproxy, self.caddy, self.admin, *self.replicas]

    def stop(self) -> None:
        super().stop()
        self.name_server.close()

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        line = http.client.HTTPSConnection("localhost", self.haproxy.port, timeout=HANG, context=TRUSTING)
        line.request("GET", path, headers={"Host": "localhost"} | headers)
        return line.getresponse()


def command(service: dict[str, Any], *at: str) -> list[str]:
    """The service's own command, by this Python, at another address."""
    own: list[str] = service["command"]
    assert own[:2] == ["python", "manage.py"]
    return [sys.executable, *own[1 : own.index("--bind") if at else None], *at]
