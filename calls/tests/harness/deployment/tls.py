"""A worker that speaks TLS itself."""

import ssl
import sys
import urllib.request
from pathlib import Path

from calls.tests.harness.certificates import certificate
from calls.tests.harness.process import HANG, Process, free_port
from calls.tests.harness.sites import AdminHelper, Site, Worker, environment

LOCAL = ("localhost", "127.0.0.1", "::1")


class TlsWorker(Worker):
    """`manage.py serve --tls-cert --tls-key`."""

    def __init__(self, env: dict[str, str], port: int, cert: Path, key: Path) -> None:
        self.port = port
        self.origin = f"https://localhost:{port}"
        self.url = f"wss://127.0.0.1:{port}"
        self.tls = ssl.create_default_context(cafile=cert)
        self.name_cookies(env)
        argv = [sys.executable, *self.program, "--port", str(port), "--tls-cert", str(cert)]
        Process.__init__(self, f"tls-worker-{port}", [*argv, "--tls-key", str(key)], env=env)

    def answers_ok(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(f"{self.origin}{path}", timeout=HANG, context=self.tls) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False


class TlsSite(Site):
    """One worker without a proxy, with three origins."""

    def __init__(self, database: str, static_root: str) -> None:
        self.name, self.ports = "tls", [free_port()]
        origins = [f"https://{host}:{self.ports[0]}" for host in ("localhost", "127.0.0.1", "[::1]")]
        self.env = environment(database, SITE_ORIGINS=",".join(origins), TEST_STATIC_ROOT=static_root)
        self.files = certificate(*LOCAL)
        self.admin = AdminHelper(self.env)
        self.workers = []
        self.start()

    def start(self) -> TlsWorker:
        worker = TlsWorker(self.env, self.ports[0], *self.files)
        worker.wait_for(worker.ready, "the worker is ready")
        self.workers = [worker]
        return worker
