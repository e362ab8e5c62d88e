"""Checks that a port can be used, and says why not. It runs before anything is installed.

`free_port PORT machine` is for this machine only, `free_port PORT lan` for all devices in the network.
"""

import errno
import socket
import sys


def any_address() -> str:
    """The address that stands for all of this machine's: `::`, if the system takes IPv4 there, too."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            if not probe.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY):
                probe.bind(("::", 0))
                return "::"
    except OSError:
        pass  # built without IPv6, or it is turned off
    return "0.0.0.0"  # noqa: S104  (only with LAN=1)


def problem(text: str, *, lan: bool = False) -> str | None:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        return f"PORT={text} is not a port from 1 to 65535"
    address = any_address() if lan else "127.0.0.1"
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        # The server sets it too: a port whose last connections are still closing counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, int(text)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                advice = f"make run {'LAN=1 ' if lan else ''}PORT={int(text) % 65535 + 1}"
                return f"port {text} is taken by another program; try {advice}"
            return f"port {text} cannot be used: {error.strerror}"
    return None


if __name__ == "__main__":
    found = problem(sys.argv[1], lan=sys.argv[2] == "lan")
    sys.exit(f"videochat: {found}" if found else 0)
