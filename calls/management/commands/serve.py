"""`manage.py serve`: one daphne worker that drains on SIGTERM."""

import logging
from typing import Any

# First, because it installs the reactor that everything else shares.
from videochat.serving.server import DrainingServer  # isort: skip

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from calls.management import preload, start_checks
from calls.presence.leases import AnotherWorker
from calls.worker.worker_process import worker_process
from videochat.serving import service_manager
from videochat.serving.limiting.connections import Connections, raise_open_files
from videochat.serving.tls import Certificate

logger = logging.getLogger(__name__)

#: A worker that may open fewer files says so: thousands of people need thousands of connections.
FEW_FILES = 4 * 1024
#: Connections that may wait to be accepted. daphne's 50 are too few when another worker dies.
BACKLOG = 2048
#: Seconds between pings, and until a pong must arrive. So a dead client is found within 22 s.
PING_INTERVAL, PING_TIMEOUT = 10, 10


class Command(BaseCommand):
    help = "Run one worker: HTTP and the signalling socket. Drains on SIGTERM."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
        parser.add_argument("--tls-cert", metavar="FILE", help="serve https with this certificate and its chain (PEM)")
        parser.add_argument("--tls-key", metavar="FILE", help="the private key of --tls-cert (PEM)")

    def handle(self, *args: Any, **options: Any) -> None:
        bind, port = options["bind"], options["port"]
        if not 0 < port < 65536:
            raise CommandError(f"--port: {port} is not a port from 1 to 65535")
        start_checks.check_port(bind, port)
        certificate = start_checks.load_certificate(options["tls_cert"], options["tls_key"])
        start_checks.check_static_files()
        # Imported here, because the models must be loaded before the application, and before the
        # first query, because importing it sets the timeouts of the database.
        from videochat.asgi import application

        if not settings.DEBUG:
            preload.load_all()
        start_checks.check_database()
        for warning in start_checks.redis_warnings():
            logger.warning(warning)
        server = self.make_server(application, bind, port, certificate)
        server.run()
        if isinstance(server.failure, AnotherWorker):
            raise CommandError(str(server.failure))
        if isinstance(server.failure, DatabaseError):
            start_checks.check_database()
        if server.failure:
            address = start_checks.host_and_port(bind, port)
            raise CommandError(f"cannot serve on {address}: {server.failure}") from server.failure

    def make_server(self, application: Any, bind: str, port: int, certificate: Certificate | None) -> DrainingServer:
        files = raise_open_files()
        if files < FEW_FILES:
            most = Connections(0, files).most
            logger.warning("Only %d files may be open (ulimit -n): %d connections.", files, most)
        interface = bind.replace(":", r"\:")
        return DrainingServer(
            application,
            endpoints=[f"tcp:port={port}:interface={interface}:backlog={BACKLOG}"],
            ping_interval=PING_INTERVAL,
            ping_timeout=PING_TIMEOUT,
            # Seconds after which daphne cancels a request whose client has gone. The thread of a
            # cancelled request keeps its database connection, so this is longer than any request
            # takes.
            application_close_timeout=60,
            websocket_timeout=-1,  # daphne's default closes every socket after a day
            server_name="videochat",
            connections=Connections(settings.CONNECTIONS_PER_ADDRESS, files),
            client_ip_header=settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER,
            on_start=worker_process.ensure_running,
            on_drain=self.begin_drain,
            on_stop=worker_process.stop,
            on_ready=lambda: self.report_address(bind, port),
            certificate=certificate,
            origins=settings.SITE_ORIGINS,
        )

    def begin_drain(self) -> None:
        service_manager.notify("STOPPING=1", "Sends its clients to other workers")
        worker_process.drain()

    def report_address(self, bind: str, port: int) -> None:
        address = f"Serving on {start_checks.host_and_port(bind, port)}; open {settings.SITE_ORIGINS[0]}"
        self.stdout.write(address)
        self.stdout.flush()
        service_manager.notify("READY=1", address)
