"""IPv6 in the internet of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from .hosts import Host, Internet

#: Addresses for documentation (RFC 3849), which no real host has.
INTERNET = "2001:db8:0:1:"
#: On the way everything vanishes, while neighbours are found.
BROKEN = """
table bridge middle {
  chain through {
    type filter hook forward priority 0;
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept;
    meta protocol ip6 drop;
  }
}
"""


def join(internet: Internet, host: Host, number: int) -> str:
    """Give a machine a public IPv6 address, which is returned, and no IPv4."""
    host.cable("wan", internet, port := internet.new_port())
    internet.run(f"ip link set {port} master road up")
    return add_address(host, number)


def add_address(host: Host, number: int) -> str:
    """Give a machine that has joined the internet a public IPv6 address, which is returned."""
    host.run(
        "echo 0 >/proc/sys/net/ipv6/conf/lo/disable_ipv6",
        "ip link set wan addrgenmode none",
        "echo 0 >/proc/sys/net/ipv6/conf/wan/disable_ipv6",
        "ip link set wan up",
        f"ip address add {INTERNET}:{number}/64 dev wan nodad",
        f"ip -6 route add default via {INTERNET}:fe",
    )
    return f"{INTERNET}:{number}"


@contextmanager
def broken(internet: Internet) -> Iterator[None]:
    """Meanwhile machines have their IPv6 addresses, and what they send from there is lost."""
    internet.run(f"nft '{BROKEN}'")
    try:
        yield
    finally:
        internet.run("nft delete table bridge middle")
