"""Checks before a worker starts. Each problem is one line: some stop the start, others only warn."""

import logging
import socket
from collections.abc import Iterator
from typing import Any

import redis
from django.conf import settings
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from calls.management.upgrade.detection import refuse_0_1
from calls.pages.static_files.collected import collection_problem
from videochat.database.probe import connection_problem
from videochat.environment.service_url import channel_prefix
from videochat.serving.tls import BadCertificate, Certificate

logger = logging.getLogger(__name__)

#: Holds the origins of the site whose worker started last: two sites would receive each other's messages.
SITE_KEY = "videochat.site"
#: Seconds for each answer of Redis.
REDIS_TIMEOUT = 2


def check_port(bind: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except (OSError, UnicodeError) as error:
            problem = getattr(error, "strerror", None) or error
            raise CommandError(f"cannot listen on {host_and_port(bind, port)}: {problem}") from None


def host_and_port(host: str, port: int) -> str:
    """As in a URL: an IPv6 address in brackets (RFC 3986, section 3.2.2)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def load_certificate(certificate_file: str | None, key_file: str | None) -> Certificate | None:
    """What to serve https with; None: serve http. Raises CommandError if a file cannot be used."""
    if not certificate_file and not key_file:
        return None
    if not certificate_file or not key_file:
        raise CommandError("--tls-cert and --tls-key: https needs both a certificate and its key")
    if plain := [origin for origin in settings.SITE_ORIGINS if not origin.startswith("https://")]:
        raise CommandError(f"--tls-cert: SITE_ORIGINS names {plain[0]}, which needs https:// with a certificate")
    try:
        certificate = Certificate(certificate_file, key_file)
    except BadCertificate as problem:
        raise CommandError(f"--tls-cert and --tls-key: {problem}") from None
    if certificate.expires_soon:
        logger.warning("The certificate expires on %s: %s", f"{certificate.expires:%Y-%m-%d}", certificate_file)
    return certificate


def check_static_files() -> None:
    """Raises CommandError without collected static files: every page would be an error."""
    if problem := collection_problem():
        raise CommandError(f"{problem}: run python manage.py collectstatic first")


def check_database() -> None:
    """Raises CommandError unless the database is reachable and migrated. Its timeouts must be set before."""
    if problem := connection_problem():
        raise CommandError(f"DATABASE_URL: the database cannot be reached: {problem}")
    try:
        refuse_0_1(DEFAULT_DB_ALIAS)
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise CommandError(f"DATABASE_URL: the database cannot be used: {str(error).splitlines()[0]}") from None
    if pending:
        raise CommandError(f"{len(pending)} migrations are not applied: run python manage.py migrate first")
    connections.close_all()


def check_permissions(client: Any) -> None:
    """Raises RedisError if the user may not do what a worker does, as with Redis' access control lists."""
    channel = f"{channel_prefix(settings.REDIS_URLS)}__start"
    client.publish(channel, b"")
    with client.pubsub() as receiver:
        receiver.subscribe(channel)
        receiver.get_message(timeout=REDIS_TIMEOUT)


def record_site(client: Any) -> str:
    """Record this site's origins in Redis. Returns an origin of the other site that did so before, if any."""
    before = (client.get(SITE_KEY) or b"").decode(errors="replace").split(",")
    client.set(SITE_KEY, ",".join(settings.SITE_ORIGINS))
    return "" if set(before) & set(settings.SITE_ORIGINS) else before[0][:200]


def redis_warnings() -> Iterator[str]:
    """One line for each Redis that cannot be used. The worker starts all the same."""
    for number, url in enumerate(settings.REDIS_URLS, 1):
        which = f"server {number} of REDIS_URL" if len(settings.REDIS_URLS) > 1 else "REDIS_URL"
        try:
            with redis.Redis.from_url(
                url, socket_connect_timeout=REDIS_TIMEOUT, socket_timeout=REDIS_TIMEOUT
            ) as client:
                check_permissions(client)
                other = record_site(client)
                if other:
                    yield (
                        f"{which}: {other} uses the same database of this Redis. Unless that is this site's "
                        "former address, give one of them another number, as in redis://host:6379/1."
                    )
        except (redis.RedisError, OSError) as error:
            yield f"{which}: Redis cannot be used: {str(error).splitlines()[0]} Calls wait until it can."
