"""Simulates an internet on this machine: hosts in network namespaces, some behind NAT routers.

A namespace has no name. It lives as long as the process that holds it, and that process ends with the tests. Nothing is
visible outside, so other runs may use the same addresses.
"""

import os
import subprocess

from calls.tests.harness.process import Process
from calls.tests.harness.services import program

from .line import Line

#: Addresses for documentation (RFC 5737), which no real host has.
INTERNET = "203.0.113"
#: As a router at home has it: what nobody inside asked for is dropped before the kernel remembers it. Otherwise the
#: peer's first packet would take the port that the machine inside is about to use, and no hole could be punched.
ROUTER = """
table inet router {{
  chain known {{ ct state established,related accept; iifname "lan" accept; }}
  chain to_router {{ type filter hook input priority 0; policy drop; jump known; }}
  chain through {{ type filter hook forward priority 0; policy drop; jump known; }}
  chain out {{ type nat hook postrouting priority 100; oifname "wan" masquerade {nat}; }}
}}
"""


def refusal() -> str:
    """Why this machine cannot create network namespaces; empty if it can."""
    trial = f"ip link add one type veth peer name two && ip link add road type bridge && nft '{ROUTER.format(nat='')}'"
    for name in ("ip", "nft"):
        program(name, "/usr/sbin")
    done = subprocess.run(["unshare", "--net", "sh", "-ec", trial], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    said = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[0]
    return f"network namespaces need root, and a kernel with veth, bridge and nftables: {said}"


class Host(Process):
    """A machine with only a loopback interface, until it is joined to others."""

    def __init__(self, name: str) -> None:
        super().__init__(name, ["unshare", "--net", "sleep", "infinity"])
        self.network = f"/proc/{self.child.pid}/ns/net"
        ours = os.readlink("/proc/self/ns/net")
        self.wait_for(lambda: os.readlink(self.network) != ours, "it has a network of its own")
        #: Put before a command, it runs on this machine.
        self.inside = ["nsenter", f"--net={self.network}", "--"]
        # An interface gets its IPv6 address seconds after it is up: a browser takes that for another network, and
        # gives up what it is loading.
        self.run(
            "ip link set lo up",
            "for which in all default; do echo 1 >/proc/sys/net/ipv6/conf/$which/disable_ipv6; done",
        )

    def run(self, *lines: str) -> None:
        script = "\n".join(lines)
        done = subprocess.run([*self.inside, "sh", "-ec", script], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{self.name}: {script}: {done.stderr}")

    def add_interfaces(self, count: int) -> None:
        """As VPNs and containers do: each with an address that leads nowhere."""
        for number in range(count):
            self.run(
                f"ip link add tunnel{number} type veth peer name end{number}",
                f"ip address add 10.200.{number}.1/24 dev tunnel{number}",
                f"ip link set tunnel{number} up",
                f"ip link set end{number} up",
            )

    def cable(self, here: str, other: "Host", there: str) -> None:
        """A cable to another machine; both ends are down yet."""
        self.run(f"ip link add {here} type veth peer name {there} netns {other.child.pid}")


class Internet(Host):
    """Connects all hosts that have joined it."""

    def __init__(self) -> None:
        super().__init__("internet")
        self.ports = 0
        self.run(
            # It passes on the questions for IPv6 neighbours, though nobody joins their groups.
            "ip link add road type bridge mcast_snooping 0",
            f"ip address add {INTERNET}.254/24 dev road",
            "ip link set road up",
        )

    def join(self, host: Host, number: int) -> str:
        """Give a machine a public address, which is returned, and a way to all others."""
        host.cable("wan", self, port := self.new_port())
        return self.connect(host, port, number)

    def join_by_line(self, host: Host, number: int) -> Line:
        """The same, by a line that can be made worse."""
        line = Line((host.network, "wan"), (self.network, port := self.new_port()))
        self.connect(host, port, number)
        return line

    def new_port(self) -> str:
        self.ports += 1
        return f"port{self.ports}"

    def connect(self, host: Host, port: str, number: int) -> str:
        self.run(f"ip link set {port} master road up")
        # What goes to nobody here vanishes on the way, as in life: "unreachable" at once would break coturn's sockets.
        host.run(
            f"ip address add {INTERNET}.{number}/24 dev wan",
            "ip link set wan up",
            f"ip route add default via {INTERNET}.254",
        )
        return f"{INTERNET}.{number}"
