"""The names and addresses under which other devices in the network reach this machine."""

import re
import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import TypeAlias

import ifaddr

from videochat.environment.values import LABEL

Address: TypeAlias = IPv4Address | IPv6Address

#: Linux's list of IPv6 addresses with their flags, and the flags of those that do not stay: temporary
#: (RFC 8981), failed, deprecated and tentative (linux/if_addr.h).
FLAGS_FILE = Path("/proc/net/if_inet6")
PASSING = 0x01 | 0x08 | 0x20 | 0x40
#: For documentation (RFC 5737 and 3849). No packet is sent to them.
ELSEWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}


def network_addresses(*, ipv6: bool) -> list[Address]:
    """The one that leads to the internet first, then IPv4 before IPv6. Loopback and link-local are left out."""
    preferred, passing = _preferred_addresses(), _passing_addresses()
    ips = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips]
    found = {ip_address(ip if isinstance(ip, str) else ip[0]) for ip in ips}
    usable = [
        address
        for address in found
        if not (address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast)
        and (address.version == 4 or (ipv6 and address not in passing))
    ]
    return sorted(usable, key=lambda address: (address.version, address not in preferred, int(address)))


def host_names() -> list[str]:
    """This machine's name, and the same in multicast DNS (RFC 6762)."""
    name = socket.gethostname().partition(".")[0].lower()
    return [name, f"{name}.local"] if re.fullmatch(LABEL, name) and name != "localhost" else []


def _preferred_addresses() -> set[Address]:
    """The sources of packets to the internet, as the routing table has it."""
    found = set()
    for family, elsewhere in ELSEWHERE.items():
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, 9))
            found.add(ip_address(probe.getsockname()[0]))
    return found


def _passing_addresses() -> set[Address]:
    """IPv6 addresses that are replaced within a day. A certificate with them would change as often."""
    try:
        rows = [line.split() for line in FLAGS_FILE.read_text().splitlines()]
    except OSError:
        return set()
    return {IPv6Address(int(address, 16)) for address, _, _, _, flags, _ in rows if int(flags, 16) & PASSING}
