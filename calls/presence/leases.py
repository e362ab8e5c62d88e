"""Worker leases: a worker renews its lease, and any worker removes those that have expired.

All times are the database's. No worker compares anything with its own clock.
"""

import os
import socket
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from calls.models import Connection, Worker

from .connections import copy_sort_keys

#: Renewed every 5 s, so three renewals may be lost. Expired leases are removed every second, so
#: nobody stays online for more than 20 s after their worker has died.
LEASE = timedelta(seconds=18)
RENEWAL_SECONDS = 5


class AnotherWorker(Exception):
    """Several workers need REDIS_URL: without it they cannot send messages to each other."""


def live_workers() -> QuerySet[Worker]:
    return Worker.objects.filter(lease_until__gt=Now())


def expired_workers() -> QuerySet[Worker]:
    return Worker.objects.filter(lease_until__lte=Now())


def has_expired_workers() -> bool:
    return expired_workers().exists()


def register_worker(*, exclusive: bool) -> Worker:
    """Begin this process's lease. With `exclusive` (in-memory layer), first delete all other workers.

    Raises AnotherWorker if `exclusive` and another one is alive.
    """
    host, pid = socket.gethostname(), os.getpid()
    with transaction.atomic():
        if exclusive:
            for other in live_workers():
                if not (other.host == host and (other.pid == pid or not _process_exists(other.pid))):
                    raise AnotherWorker(
                        f"worker {other} is alive on this database; several workers need REDIS_URL, which is not set"
                    )
            Worker.objects.all().delete()
        return Worker.objects.create(host=host, pid=pid, started=Now(), lease_until=Now() + LEASE)


def _process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def renew_lease(worker: UUID) -> bool:
    """False if the lease has expired and another worker has removed it: call `restore_worker`."""
    is_there = Worker.objects.filter(pk=worker).update(lease_until=Now() + LEASE) == 1
    # If the database's clock was set back, the lease of a dead worker would last for that much longer.
    Worker.objects.filter(lease_until__gt=Now() + LEASE).update(lease_until=Now() + LEASE)
    return is_there


def restore_worker(worker: UUID, connections: Iterable[Connection]) -> None:
    """Register a worker and its connections again after its lease expired (the machine slept)."""
    with transaction.atomic():
        Worker.objects.create(
            pk=worker, host=socket.gethostname(), pid=os.getpid(), started=Now(), lease_until=Now() + LEASE
        )
        Connection.objects.bulk_create(connections, ignore_conflicts=True)
        copy_sort_keys(Connection.objects.filter(worker=worker))


def remove_worker(worker: UUID) -> list[int]:
    """End a lease; returns the users of its connections."""
    users = _users_of([worker])
    Worker.objects.filter(pk=worker).delete()
    return users


def reap_expired_workers() -> list[int]:
    """Remove workers whose lease has expired; returns the users of their connections."""
    expired = list(expired_workers().values_list("pk", flat=True))
    if not expired:
        return []
    users = _users_of(expired)
    # Check the expiry again: a suspended worker may have renewed its lease since the query.
    expired_workers().filter(pk__in=expired).delete()
    return users


def _users_of(workers: Iterable[UUID]) -> list[int]:
    return list(Connection.objects.filter(worker__in=workers).values_list("user", flat=True).distinct())
