"""Joins two machines by a line that is slow and loses packets: the kernel's netem is not built in everywhere.

Its arguments are, of each end, the network namespace's path and the name of the interface (a TAP device) to create
in it. Each line on standard input is a JSON object: "up" is what the line does to packets of the first end, "down" to
those of the second end, as far as they change. Each answer counts the packets of both directions so far.
"""

import ctypes
import fcntl
import json
import os
import random
import select
import struct
import sys
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

#: linux/if_tun.h and sched.h.
TUNSETIFF, IFF_TAP, IFF_NO_PI, CLONE_NEWNET = 0x400454CA, 0x0002, 0x1000, 0x40000000
LARGEST_FRAME = 65_600
#: Frames that wait in a TAP device at most, by default.
DEVICE_QUEUE = 1000
IP_TYPES = (b"\x08\x00", b"\x86\xdd")


class Direction:
    """Packets on their way from one end to the other."""

    def __init__(self, source: int, target: int, seed: int) -> None:
        self.source, self.target, self.random = source, target, random.Random(seed)  # noqa: S311  (no secret)
        self.delay, self.rate, self.queue, self.loss = 0.0, 0.0, 0.3, 0.0
        self.waiting: deque[tuple[float, bytes]] = deque()
        #: When the line has sent the last packet.
        self.sent_by = 0.0
        self.counts = dict.fromkeys(("packets", "bytes", "lost", "dropped"), 0)

    def change(self, *, delay: float, rate: float, queue: float, loss: float) -> None:
        """Delay and queue in milliseconds, rate in kbit/s (0: no limit), loss as a share of the packets."""
        self.delay, self.rate, self.queue, self.loss = delay / 1000, rate * 1000 / 8, queue / 1000, loss

    def read(self, now: float) -> None:
        """All that waits, so that a change finds nothing that was sent before it."""
        for _ in range(DEVICE_QUEUE):
            try:
                self.take(os.read(self.source, LARGEST_FRAME), now)
            except BlockingIOError:
                return

    def take(self, frame: bytes, now: float) -> None:
        # What is not IP asks for the neighbour's address: that needs no line.
        if frame[12:14] not in IP_TYPES:
            self.write(frame)
        elif self.loss and self.random.random() < self.loss:
            self.counts["lost"] += 1
        elif self.sent_by - now > self.queue:
            self.counts["dropped"] += 1
        else:
            self.accept(frame, now)

    def accept(self, frame: bytes, now: float) -> None:
        sent = now
        if self.rate:
            sent = self.sent_by = max(self.sent_by, now) + len(frame) / self.rate
        self.waiting.append((sent + self.delay, frame))

    def deliver(self, now: float) -> None:
        """What is due, in the order of arrival: whatever has changed, no packet overtakes another one."""
        while self.waiting and self.waiting[0][0] <= now:
            _, frame = self.waiting.popleft()
            self.write(frame)
            self.counts["packets"] += 1
            self.counts["bytes"] += len(frame)

    def write(self, frame: bytes) -> None:
        # An interface that is down takes nothing.
        try:
            os.write(self.target, frame)
        except OSError:
            self.counts["dropped"] += 1


def interface(namespace: str, name: str) -> int:
    """A new TAP device in a network namespace, for as long as this process lives."""
    with open(namespace) as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns to {namespace}")
    tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return tap


def due(directions: list[Direction]) -> float | None:
    """Seconds until the next packet arrives somewhere."""
    times = [one.waiting[0][0] for one in directions if one.waiting]
    return max(0.0, min(times) - time.monotonic()) if times else None


def forward(directions: dict[str, Direction]) -> Iterator[dict[str, Any]]:
    """Forward packets, and yield each request, until the input ends."""
    ends = list(directions.values())
    by_source = {one.source: one for one in ends}
    while True:
        readable, _, _ = select.select([*by_source, 0], [], [], due(ends))
        now = time.monotonic()
        for found in readable:
            if found in by_source:
                by_source[found].read(now)
        for one in ends:
            one.deliver(now)
        if 0 in readable:
            line = os.read(0, LARGEST_FRAME)
            if not line:
                return
            yield json.loads(line)


def main() -> None:
    # It keeps its times while the browsers take what there is of the processor.
    os.setpriority(os.PRIO_PROCESS, 0, -10)
    here, there = interface(*sys.argv[1:3]), interface(*sys.argv[3:5])
    directions = {"up": Direction(here, there, 1), "down": Direction(there, here, 2)}
    for request in forward(directions):
        for name, condition in request.items():
            directions[name].change(**condition)
        print(json.dumps({name: one.counts for name, one in directions.items()}), flush=True)


if __name__ == "__main__":
    main()
