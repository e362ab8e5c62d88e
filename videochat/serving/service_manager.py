"""Tells systemd that the worker serves or stops, so that `systemctl restart` waits for it: sd_notify(3)."""

import logging
import os
import socket

logger = logging.getLogger(__name__)


def notify(state: str, status: str) -> None:
    """Send `READY=1` or `STOPPING=1` with a line for `systemctl status`. Does nothing without systemd."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):  # an abstract socket: unix(7)
        address = f"\0{address[1:]}"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.sendto(f"{state}\nSTATUS={status}".encode(), address)
    except OSError as error:
        logger.warning("NOTIFY_SOCKET: the service manager cannot be told %s: %s", state, error)
