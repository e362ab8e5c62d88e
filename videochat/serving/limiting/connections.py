"""Limits open connections: for each address, and by the files that the process may open."""

import logging
import resource
from collections import Counter
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from .limits import RESERVED_FILES
from .rate_limiting import Cooldown

logger = logging.getLogger(__name__)

#: Linux allows no more by default (fs.nr_open), and "unlimited" means this.
MOST_FILES = 1_048_576


def raise_open_files() -> int:
    """Raise the soft limit of open files to the hard one (getrlimit(2)). Returns the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else hard
    if soft not in (wanted, resource.RLIM_INFINITY):
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError):
            return soft
        return wanted
    return MOST_FILES if soft == resource.RLIM_INFINITY else soft


class Connections:
    """The open connections of this process, by transport.

    At most `per_address` belong to one address; 0: any number. The rest of `files` is kept for the
    database, Redis and static files: without it, a full process would also lose those.
    """

    def __init__(self, per_address: int, files: int) -> None:
        self.per_address = per_address
        self.most = max(1, files - RESERVED_FILES)
        self._open: dict[Any, str | None] = {}
        self._counts: Counter[str] = Counter()
        self._logged = Cooldown(60)

    def add(self, transport: Any) -> bool:
        """Count a new connection, or return False if there are too many."""
        if len(self._open) >= self.most:
            self._log("all", f"{self.most} connections are open, and no more files may be (ulimit -n)")
            return False
        self._open[transport] = None
        return True

    def assign(self, transport: Any, host: str) -> bool:
        """Count the connection for an address, or return False if the address has too many."""
        address = network_of(host)
        if self.per_address and self._counts[address] >= self.per_address:
            self._log(address, f"{address} has {self.per_address} connections (CONNECTIONS_PER_ADDRESS)")
            return False
        if transport in self._open and self._open[transport] is None:
            self._open[transport] = address
            self._counts[address] += 1
        return True

    def remove(self, transport: Any) -> None:
        address = self._open.pop(transport, None)
        if address is not None:
            self._counts[address] -= 1
            if not self._counts[address]:
                del self._counts[address]

    def _log(self, key: str, problem: str) -> None:
        if not self._logged.is_active(key):
            self._logged.start(key)
            logger.warning("Connections are refused: %s", problem)


def network_of(host: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 address: one household has all of it."""
    try:
        address = ip_address(host.strip().strip("[]"))
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))
    return str(address)
