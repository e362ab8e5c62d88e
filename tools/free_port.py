"""Checks that a port can be used, and says why not. It runs before anything is installed."""

import errno
import socket
import sys


def problem(text: str) -> str | None:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        return f"PORT={text} is not a port from 1 to 65535"
    with socket.socket() as probe:
        # The server sets it too: a port whose last connections are still closing counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"port {text} is taken by another program; try make run PORT={int(text) % 65535 + 1}"
            return f"port {text} cannot be used: {error.strerror}"
    return None


if __name__ == "__main__":
    found = problem(sys.argv[1])
    sys.exit(f"videochat: {found}" if found else 0)
