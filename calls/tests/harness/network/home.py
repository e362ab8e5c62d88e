"""A network at home with IPv4 and IPv6, and without a way to the internet."""

from .hosts import Host

#: Private (RFC 1918 and 4193).
IPV4, IPV6 = "192.168.77", "fd00:77:"


class Switch(Host):
    """Connects all machines that have joined it."""

    def __init__(self) -> None:
        super().__init__("switch")
        self.ports = 0
        self.run("ip link add road type bridge", "ip link set road up")

    def join(self, host: Host, number: int) -> str:
        """Give a machine an address of each kind, and a link-local one. They can be used at once. Returns the IPv4."""
        self.ports += 1
        host.cable("wan", self, f"port{self.ports}")
        self.run(f"ip link set port{self.ports} master road up")
        host.run(
            "for which in all default wan; do echo 0 >/proc/sys/net/ipv6/conf/$which/disable_ipv6; done",
            "echo 0 >/proc/sys/net/ipv6/conf/wan/accept_dad",
            "ip link set wan up",
            f"ip address add {IPV4}.{number}/24 dev wan",
            f"ip address add {IPV6}:{number}/64 dev wan nodad",
        )
        return f"{IPV4}.{number}"
