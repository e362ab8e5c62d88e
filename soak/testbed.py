"""Redis, PostgreSQL and workers as they are deployed, and the faults that they can have."""

import asyncio
import re
import signal
import time
from random import Random

import psycopg

from calls.tests.harness.process import resident
from calls.tests.harness.services import Postgres, Redis
from calls.tests.harness.sites import Site, Worker, collected, environment, manage


class Testbed:
    def __init__(self, workers: int, random: Random) -> None:
        self.random = random
        self.redis, self.postgres = Redis(), Postgres()
        database = self.postgres.create("soak")
        manage("migrate", env=environment(database, DEBUG="true"))
        self.database = database
        static = str(collected())
        self.site = Site("soak", database, workers, REDIS_URL=self.redis.url, TEST_STATIC_ROOT=static)
        #: Of the workers to which a proxy would send a new socket.
        self.ports = {worker.port for worker in self.site.workers}
        self.ended: list[Worker] = []
        #: Seconds from each SIGTERM to the worker's end.
        self.exits: list[float] = []
        self.faults = {
            "kill -9 of a worker": self.kill_worker,
            "SIGTERM of a worker": self.drain_worker,
            "rolling restart": self.restart_workers,
            "Redis killed": self.kill_redis,
            "Redis stopped for 3 to 5 s": self.freeze_redis,
            "FLUSHALL": self.flush_redis,
            "CLIENT KILL TYPE pubsub": self.kill_listeners,
            "PostgreSQL restarted": self.restart_postgres,
        }

    def accounts(self, count: int) -> dict[str, str]:
        """The session cookies of new people, by name."""
        names = [f"person-{number}" for number in range(count)]
        cookie, made = self.site.workers[0].session_cookie, self.site.admin("many_accounts", names=names)
        return {name: f"{cookie}={key}" for name, key in zip(names, made["cookies"], strict=True)}

    def memory(self) -> list[int]:
        """Bytes that each worker uses."""
        return [resident(worker.child.pid) for worker in self.site.workers]

    def connections(self) -> int:
        with psycopg.connect(self.database) as connection:
            found = connection.execute("SELECT count(*) FROM calls_connection").fetchone()
        return int(found[0]) if found else 0

    def calls(self) -> dict[str, tuple[str, str]]:
        """State and reason of each call."""
        with psycopg.connect(self.database) as connection:
            found = connection.execute("SELECT id, state, reason FROM calls_call").fetchall()
        return {str(call): (state, reason) for call, state, reason in found}

    def tracebacks(self) -> list[str]:
        """The last line of each traceback in the workers' logs."""
        logs = "\n".join(worker.output() for worker in [*self.ended, *self.site.workers])
        return re.findall(r"^Traceback .*\n(?:[ \t].*\n|\n)*(\S.*)", logs, re.MULTILINE)

    async def kill_worker(self) -> None:
        worker = self.random.choice(self.site.workers)
        self.ports.discard(worker.port)
        await asyncio.to_thread(worker.kill)
        await self.replace(worker)

    async def drain_worker(self) -> None:
        await self.drain(self.random.choice(self.site.workers))

    async def restart_workers(self) -> None:
        """All, one by one."""
        for worker in list(self.site.workers):
            await self.drain(worker)

    async def drain(self, worker: Worker) -> None:
        self.ports.discard(worker.port)
        began = time.monotonic()
        await asyncio.to_thread(worker.stop)
        self.exits.append(time.monotonic() - began)
        await self.replace(worker)

    async def replace(self, worker: Worker) -> None:
        # The kernel ends a child with the thread that started it: hence in this one.
        fresh = Worker(self.site.env, worker.port, wait=False)
        self.ended.append(worker)
        self.site.workers[self.site.workers.index(worker)] = fresh
        await asyncio.to_thread(fresh.wait_for, fresh.ready, "the worker is ready")
        self.ports.add(fresh.port)

    async def kill_redis(self) -> None:
        await asyncio.to_thread(self.redis.kill)
        self.redis.restart()

    async def freeze_redis(self) -> None:
        self.redis.child.send_signal(signal.SIGSTOP)
        await asyncio.sleep(self.random.uniform(3, 5))
        self.redis.child.send_signal(signal.SIGCONT)

    async def flush_redis(self) -> None:
        await asyncio.to_thread(self.redis.command, "FLUSHALL")

    async def kill_listeners(self) -> None:
        await asyncio.to_thread(self.redis.command, "CLIENT", "KILL", "TYPE", "pubsub")

    async def restart_postgres(self) -> None:
        await asyncio.to_thread(self.postgres.stop)
        self.postgres.restart()

    def stop(self) -> None:
        for process in (*self.site.processes(), self.redis, self.postgres):
            process.stop()
