"""Real services, two workers and the echo on loopback, and counters of what they use."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import psycopg
import redis

from calls.tests.harness.process import HANG, ROOT, Process, children, cpu_seconds, free_port, listens, resident
from calls.tests.harness.services import Postgres, Redis
from calls.tests.harness.sites import Site, collected, environment, manage

Json = dict[str, Any]


class Testbed:
    def __init__(self, people: int, visitors: int) -> None:
        self.redis, self.postgres = Redis(), Postgres()
        self.database = self.postgres.create("bench")
        with psycopg.connect(self.database, autocommit=True) as connection:
            # Counted in the log: PostgreSQL's own counters lag by up to 10 s and leave out reads.
            connection.execute("ALTER DATABASE bench SET log_statement = 'all'")
        manage("migrate", env=environment(self.database, DEBUG="true"))
        self.site = Site("bench", self.database, 2, REDIS_URL=self.redis.url, TEST_STATIC_ROOT=str(collected()))
        self.echo_port = free_port()
        argv = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(self.echo_port), "-v", "0"]
        self.echo = Process("echo", [*argv, "bench.echo:application"])
        self.echo.wait_for(lambda: listens(self.echo_port), "the echo listens")
        self.people = self.accounts([f"person-{n}" for n in range(people)])
        self.visitors = self.accounts([f"a-visitor-{n}" for n in range(visitors)])

    def accounts(self, names: list[str]) -> list[Json]:
        cookie, made = self.site.workers[0].session_cookie, self.site.admin("many_accounts", names=names)
        return [{"name": name, "cookie": f"{cookie}={key}"} for name, key in zip(names, made["cookies"], strict=True)]

    def run(self, servers: Sequence[Process], **job: Any) -> Json:
        """The figures of one job of the load generator, with what servers and services used."""
        with self.generator(job) as (tell, answer):
            answer()
            before, memory = self.counters(servers), resident(servers[0].child.pid)
            tell("start")
            found: Json = answer()
            found |= {name: count - before[name] for name, count in self.counters(servers).items()}
            found["memory"] = resident(servers[0].child.pid) - memory
            tell("close the sockets")
        self.wait_until_closed()
        return found

    @contextmanager
    def generator(self, job: Json) -> Iterator[tuple[Any, Any]]:
        argv = [sys.executable, "-m", "bench.load_generator"]
        with subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdin and child.stdout
            stdin, stdout = child.stdin, child.stdout

            def tell(line: str) -> None:
                stdin.write(line + "\n")
                stdin.flush()

            def answer() -> Json:
                line = stdout.readline()
                if not line:
                    output = "".join(worker.output()[-2000:] for worker in self.site.workers)
                    raise RuntimeError(f"the load generator has ended; the workers' output: {output}")
                return cast(Json, json.loads(line))

            tell(json.dumps(job))
            yield tell, answer

    def counters(self, servers: Sequence[Process]) -> dict[str, float]:
        with redis.Redis(port=self.redis.port) as client:
            commands: Any = client.info("commandstats")
        return {
            "publishes": commands.get("cmdstat_publish", {}).get("calls", 0),
            "statements": len(re.findall(r"LOG: +(?:statement|execute)", self.postgres.output())),
            "cpu": sum(cpu_seconds(server.child.pid) for server in servers),
            "database": sum(map(cpu_seconds, [self.postgres.child.pid, *children(self.postgres.child.pid)])),
        }

    def wait_until_closed(self) -> None:
        """The clean-up after one measurement must not run into the next one."""
        deadline = time.monotonic() + HANG
        with psycopg.connect(self.database, autocommit=True) as connection:
            while connection.execute("SELECT count(*) FROM calls_connection").fetchone() != (0,):
                if time.monotonic() > deadline:
                    raise TimeoutError("the rows of closed sockets are still there")
                time.sleep(0.05)
            connection.execute("UPDATE calls_callleg SET live = false")
            connection.execute("UPDATE calls_call SET state = 'ended', reason = 'lost', deadline = NULL")

    def stop(self) -> None:
        for process in (self.echo, *self.site.processes(), self.redis, self.postgres):
            process.stop()
