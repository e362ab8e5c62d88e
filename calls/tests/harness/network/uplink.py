"""A machine's way to the internet through a NAT router, which a test cuts, blocks or makes slow."""

from .hosts import ROUTER, Host, Internet
from .line import CLEAN

#: One that a symmetric NAT has: another port outside for each peer.
SYMMETRIC = "fully-random"
#: As in some hotels and offices: what is not allowed vanishes.
STRICT = """
table inet strict {{
  chain through {{
    type filter hook forward priority 1; policy drop;
    ct state established,related accept;
    ip daddr {address} tcp dport {port} accept;
  }}
}}
"""
#: Drops packets before connection tracking, as a cut cable does.
CUT = """
table inet cut {
  chain everything { type filter hook prerouting priority -300; }
}
"""


class Uplink:
    """A machine's way to the internet, as its wifi is, or its mobile network: a NAT router with a public address.

    It is down at first. Of several, one is up at a time.
    """

    def __init__(self, internet: Internet, machine: Host, number: int, nat: str = "") -> None:
        self.machine, self.number, self.interface = machine, number, f"way{number}"
        self.router = Host(f"router-{number}")
        #: To the internet; its `up` is the way out.
        self.line = internet.join_by_line(self.router, number)
        machine.cable(self.interface, self.router, "lan")
        self.router.run(
            f"ip address add 192.168.{number}.1/24 dev lan",
            "ip link set lan up",
            "echo 1 >/proc/sys/net/ipv4/ip_forward",
            f"nft '{ROUTER.format(nat=nat)}'",
            f"nft '{CUT}'",
        )
        self.restore()

    def up(self) -> None:
        """The interface gets its address, and all goes through it."""
        self.machine.run(
            f"ip link set {self.interface} up",
            f"ip address replace 192.168.{self.number}.2/24 dev {self.interface}",
            f"ip route replace default via 192.168.{self.number}.1",
        )

    def down(self) -> None:
        """The machine notices at once: its interface is down, and has no address any more."""
        self.machine.run(f"ip address flush dev {self.interface}", f"ip link set {self.interface} down")

    def cut(self) -> None:
        """From now on every packet vanishes, in both directions, and nobody is told."""
        self.router.run("nft 'chain inet cut everything { policy drop; }'")

    def restore(self) -> None:
        """Normal again: nothing is cut, blocked, slow or lost."""
        self.line.change_both(CLEAN)
        self.router.run("nft 'chain inet cut everything { policy accept; }'", "nft flush chain inet cut everything")

    def block_udp(self) -> None:
        """As many a firewall of an office does."""
        self.router.run("nft add rule inet cut everything meta l4proto udp drop")

    def allow_only(self, address: str, port: int) -> None:
        """From now on nothing but TCP to this port gets through."""
        self.router.run(f"nft '{STRICT.format(address=address, port=port)}'")

    def stop(self) -> None:
        self.line.stop()
        self.router.stop()
