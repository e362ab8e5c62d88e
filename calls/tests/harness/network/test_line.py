"""A line loses, delays and drops packets as it was asked to, in one direction or both, and stops at once."""

import ctypes
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from calls.tests.harness.process import HANG, until

from .hosts import Host
from .line import CLEAN, Condition, Line

CLONE_NEWNET = 0x40000000
#: Bytes of a packet on the line, and those of its Ethernet, IP and UDP headers.
SIZE, HEADERS = 1000, 42


@dataclass
class Ends:
    line: Line
    here: socket.socket
    there: socket.socket

    def send(self, count: int) -> None:
        for number in range(count):
            self.here.send(number.to_bytes(2, "big").ljust(SIZE - HEADERS))

    def wait_for(self, count: int) -> None:
        """Until so many packets have arrived or not."""

        def settled() -> bool:
            up, _ = self.line.counts()
            return up.packets + up.lost + up.dropped == count

        until(settled, "each packet has arrived, is lost or dropped")


def udp_socket(host: Host, own: str, peer: str) -> socket.socket:
    """One in a machine's network: a thread enters it, and ends."""

    def enter() -> socket.socket:
        with open(host.network) as namespace:
            assert ctypes.CDLL(None).setns(namespace.fileno(), CLONE_NEWNET) == 0
        found = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        found.settimeout(HANG)
        found.bind((own, 9))
        found.connect((peer, 9))
        return found

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(enter).result()


@pytest.fixture
def ends(namespaces: None) -> Iterator[Ends]:
    hosts = Host("here"), Host("there")
    line = Line(*((host.network, "end") for host in hosts))
    for number, host in enumerate(hosts):
        peer = 1 - number
        host.run(
            f"ip link set end address 02:00:00:00:00:0{number} up",
            f"ip address add 10.0.0.{number}/31 dev end",
            # So no packet waits for the answer to a question about its neighbour.
            f"ip neigh add 10.0.0.{peer} lladdr 02:00:00:00:00:0{peer} dev end",
        )
    with udp_socket(hosts[0], "10.0.0.0", "10.0.0.1") as here, udp_socket(hosts[1], "10.0.0.1", "10.0.0.0") as there:
        yield Ends(line, here, there)
    for process in (line, *hosts):
        process.stop()


def test_packets_are_lost_in_one_direction(ends: Ends) -> None:
    ends.line.change(up=Condition(loss=0.2))
    ends.send(500)
    ends.wait_for(500)
    lost = ends.line.counts()[0].lost
    assert 70 < lost < 130
    ends.there.send(b"")
    assert ends.here.recv(1) == b""
    ends.line.change(up=CLEAN)
    ends.send(10)
    ends.wait_for(510)
    assert ends.line.counts()[0].lost == lost


def test_a_slow_line_keeps_few_packets_waiting_and_drops_the_rest(ends: Ends) -> None:
    ends.line.change_both(Condition(rate=800, queue=50))
    began = time.monotonic()
    ends.send(200)
    ends.wait_for(200)
    up, _ = ends.line.counts()
    assert up.dropped > 0
    # A packet takes 10 ms.
    assert time.monotonic() - began > (up.packets - 1) * 0.01


def test_a_change_of_the_delay_changes_no_order(ends: Ends) -> None:
    ends.line.change_both(Condition(delay=100))
    began = time.monotonic()
    ends.send(5)
    ends.line.change_both(CLEAN)
    ends.send(5)
    received = [int.from_bytes(ends.there.recv(SIZE)[:2], "big") for _ in range(10)]
    assert time.monotonic() - began > 0.1
    assert received == [*range(5), *range(5)]
