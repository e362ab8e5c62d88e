"""A worker that speaks TLS itself, and the certificates for it."""

import ssl
import sys
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from calls.tests.harness.process import HANG, Process, free_port, scratch
from calls.tests.harness.sites import AdminHelper, Site, Worker, environment

LOCAL = ("localhost", "127.0.0.1", "::1")


def certificate_files(names: Sequence[str] = LOCAL, days: float = 1, begins: float = -1) -> tuple[Path, Path]:
    """A self-signed certificate and its key, valid from `begins` days to `days` days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=begins))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([_general_name(each) for each in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = scratch("certificate")
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "certificate.pem", folder / "key.pem"


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


class TlsWorker(Worker):
    """`manage.py serve --tls-cert --tls-key`."""

    def __init__(self, env: dict[str, str], port: int, certificate: Path, key: Path) -> None:
        self.port = port
        self.origin = f"https://localhost:{port}"
        self.url = f"wss://127.0.0.1:{port}"
        self.tls = ssl.create_default_context(cafile=certificate)
        self.name_cookies(env)
        argv = [sys.executable, *self.program, "--port", str(port), "--tls-cert", str(certificate)]
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
        self.files = certificate_files()
        self.admin = AdminHelper(self.env)
        self.workers = []
        self.start()

    def start(self) -> TlsWorker:
        worker = TlsWorker(self.env, self.ports[0], *self.files)
        worker.wait_for(worker.ready, "the worker is ready")
        self.workers = [worker]
        return worker
