"""Redis, PostgreSQL and coturn as real processes on free ports, with temporary data."""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psycopg

from .process import Process, free_port, listens, scratch

TURN_SECRET = "a-secret-that-only-tests-share"
WITH_SECRET = ("--use-auth-secret", f"--static-auth-secret={TURN_SECRET}")
NO_TLS = ("--no-tls", "--no-dtls")


def program(name: str, *places: str) -> str:
    """The program's path; a test that needs it fails, and says so, where it is missing."""
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *places]))
    if not found:
        raise RuntimeError(f"{name} is not installed: `make test` installs what the tests need")
    return found


class Service(Process):
    """A service that a test can stop and restart at the same address."""

    def restart(self) -> None:
        """Start it again after its end. Redis is empty then, PostgreSQL has its data."""
        raise NotImplementedError

    def suspend(self) -> None:
        """Stop it from answering (SIGSTOP), as an overloaded machine does; `resume` ends that."""
        os.killpg(self.child.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.killpg(self.child.pid, signal.SIGCONT)


class Redis(Service):
    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        argv = [
            program("redis-server"),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        super().__init__("redis", [*argv, "--dir", str(scratch("redis"))])
        self.wait_for(lambda: listens(self.port), "redis listens")

    def restart(self) -> None:
        self.__init__(self.port)  # type: ignore[misc]

    def command(self, *words: str) -> str:
        """What redis-cli says to it."""
        argv = [program("redis-cli"), "-p", str(self.port), *words]
        return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()


def postgres_programs() -> str:
    """Debian keeps them out of PATH, one directory for each version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return str(found[-1]) if found else ""


class Postgres(Service):
    """PostgreSQL refuses to run as root: there it runs as its own user, or as nobody."""

    def __init__(self, files: Path | None = None) -> None:
        """On a copy of these files, which another one has left, or on new ones."""
        self.port = free_port()
        self.data = scratch("postgres") / "data"
        user = unprivileged() if os.geteuid() == 0 else None
        if files:
            shutil.copytree(files, self.data)
        else:
            self.data.mkdir()
        self.data.chmod(0o700)
        if user:
            for path in (self.data, *self.data.rglob("*")):
                shutil.chown(path, user)
        if not files:
            self.initialize(user)
        argv = [program("postgres", postgres_programs()), "-D", str(self.data), "-p", str(self.port), "-c", "fsync=off"]
        argv += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200"]
        self.argv, self.user = argv, user
        self.restart()

    def initialize(self, user: str | None) -> None:
        argv = [program("initdb", postgres_programs()), "-D", str(self.data), "-U", "videochat", "-A", "trust"]
        # A database of a language: what must be sorted alike everywhere says so itself.
        argv += ["--no-sync", "-E", "UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US"]
        made = subprocess.run(argv, user=user, cwd="/", capture_output=True, text=True, check=False)
        if made.returncode:
            raise RuntimeError(f"initdb: {made.stdout}{made.stderr}")

    def restart(self) -> None:
        super().__init__("postgres", self.argv, user=self.user, stop_signal=signal.SIGINT)
        self.wait_for(self.answers, "postgres answers")

    def suspend(self) -> None:
        """Its processes have separate groups, and the first one starts new ones, so it is stopped first."""
        for process in self._processes():
            os.kill(process, signal.SIGSTOP)

    def resume(self) -> None:
        for process in self._processes():
            os.kill(process, signal.SIGCONT)

    def _processes(self) -> list[int]:
        children = Path(f"/proc/{self.child.pid}/task/{self.child.pid}/children")
        return [self.child.pid, *map(int, children.read_text().split())]

    def url(self, database: str) -> str:
        return f"postgres://videochat@127.0.0.1:{self.port}/{database}"

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def create(self, name: str, template: str = "template1") -> str:
        """A new database, as a copy of the template; its URL."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return self.url(name)

    def read_only(self, value: bool) -> None:
        """Refuse every write, as a standby does until it is promoted."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {'on' if value else 'off'}".encode())
            connection.execute("SELECT pg_reload_conf()")


class PgBouncer(Process):
    """Pools connections to a database of `postgres`: in mode "session" or "transaction"."""

    def __init__(self, postgres: Postgres, mode: str, pool_size: int) -> None:
        self.port = free_port()
        ini = scratch("pgbouncer") / "pgbouncer.ini"
        backend = f"host=127.0.0.1 port={postgres.port} user=videochat"
        lines = ["[databases]", f"* = {backend}", "[pgbouncer]", "auth_type = any", f"pool_mode = {mode}"]
        lines += [
            "listen_addr = 127.0.0.1",
            f"listen_port = {self.port}",
            "unix_socket_dir =",
            f"default_pool_size = {pool_size}",
        ]
        ini.write_text("\n".join(lines))
        user = unprivileged() if os.geteuid() == 0 else None
        super().__init__("pgbouncer", [program("pgbouncer", "/usr/sbin"), str(ini)], user=user)
        self.wait_for(lambda: listens(self.port), "pgbouncer listens")

    def url(self, database: str) -> str:
        return f"postgres://videochat@127.0.0.1:{self.port}/{database}"


def unprivileged() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Turn(Process):
    """coturn, for STUN as well; on this machine's loopback, or behind `inside` (Host.inside) on another one.

    Its peers may be on loopback as well, which a deployment must never allow. `options` are more of coturn's. `name`
    stands for the address in its URLs.
    """

    def __init__(
        self,
        address: str = "127.0.0.1",
        inside: Sequence[str] = (),
        options: Sequence[str] = NO_TLS,
        auth: Sequence[str] = WITH_SECRET,
        name: str = "",
    ) -> None:
        self.address, self.port, self.name_in_urls = address, free_port(), name or address
        argv = [*inside, program("turnserver"), "-n", f"--listening-ip={address}", f"--relay-ip={address}"]
        argv += [f"--listening-port={self.port}", *auth]
        argv += ["--realm=test", "--fingerprint", "--no-cli", *options, "--allow-loopback-peers"]
        argv += ["--log-file=stdout", f"--userdb={scratch('turn') / 'db'}", "--verbose"]
        super().__init__("turn", argv)
        self.wait_for(lambda: f"TCP listener opened on : {address}:{self.port}" in self.output(), "coturn listens")

    @property
    def _at(self) -> str:
        name = self.name_in_urls
        return f"[{name}]:{self.port}" if ":" in name else f"{name}:{self.port}"

    @property
    def urls(self) -> str:
        at = f"turn:{self._at}"
        return f"{at}?transport=udp,{at}?transport=tcp"

    @property
    def allocations(self) -> int:
        """How many it has given so far."""
        return self.output().count("ALLOCATE processed, success")

    @property
    def stun(self) -> str:
        return f"stun:{self._at}"
