"""The server: draining, bad options, large requests, and plain daphne."""

import asyncio
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import pytest

from calls.tests.client import OFFER, ring, talk
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, Process, until
from calls.tests.harness.programs.admin_helper import PASSWORD
from calls.tests.harness.sites import Site, Worker
from videochat.serving.limiting.limits import MAX_BODY_BYTES


async def test_sigterm_closes_each_socket_with_1012_and_leaves_no_rows(two_workers: Site) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob")
    ending = await asyncio.to_thread(two_workers.add)
    caller, callee = await alice.device(0), await bob.device(ending)
    others = [await alice.device(ending) for _ in range(20)]
    call = await talk(caller, callee)
    ending.child.send_signal(signal.SIGTERM)
    asked = time.monotonic()
    assert {await device.wait_closed() for device in (callee, *others)} == {1012}
    # Not asked a second time: from then on it would end at once.
    assert await asyncio.to_thread(ending.child.wait, HANG) == 0
    ending.stop()
    assert time.monotonic() - asked < 10
    assert two_workers.admin("connections", pk=bob.pk)["count"] == 0
    assert two_workers.admin("connections", pk=alice.pk)["count"] == 1
    # The call goes on: nobody is told "left", and who comes back elsewhere is in it.
    again = await bob.device(0, party=callee.hello["party"])
    assert again.hello["call"]["call"] == call
    await caller.wait_for_layer()
    assert caller.pending("leave") == []
    for person in (alice, bob):
        await person.leave()


async def test_a_draining_worker_accepts_no_sockets(two_workers: Site) -> None:
    alice = Person(two_workers, "alice")
    ending = await asyncio.to_thread(two_workers.add)
    await alice.device(ending)
    ending.child.send_signal(signal.SIGTERM)
    await asyncio.to_thread(ending.stop)
    with pytest.raises(OSError):
        await alice.open(ending)
    await alice.leave()


async def test_ringing_continues_when_the_callees_worker_drains(two_workers: Site) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob")
    ending = await asyncio.to_thread(two_workers.add)
    caller, callee = await alice.device(0), await bob.device(ending)
    call = await ring(caller, callee)
    ending.child.send_signal(signal.SIGTERM)
    await callee.wait_closed()
    await asyncio.to_thread(ending.stop)
    again = await bob.device(1, party=callee.hello["party"])
    assert (again.hello["call"]["call"], again.hello["call"]["here"]) == (call, True)
    await again.send("accept", needs_offer=True)
    assert (await caller.expect("accepted", call=call))["needs_offer"] is True
    await caller.send("offer", name=bob.name, offer=OFFER)
    await again.expect("offer", call=call)
    for person in (alice, bob):
        await person.leave()


async def test_without_redis_a_second_worker_refuses_to_start(one_worker: Site) -> None:
    alice = Person(one_worker, "alice")
    device = await alice.device()
    second = Worker(one_worker.env, one_worker.ports[1], wait=False)
    await asyncio.to_thread(until, lambda: second.child.poll() is not None, "the second worker has given up")
    assert second.stop() != 0
    assert "REDIS_URL" in second.output()
    assert "Traceback" not in second.output()
    await device.ping()
    assert one_worker.admin("connections", pk=alice.pk)["count"] == 1, "the refused one cleared nothing away"
    await alice.leave()


async def test_plain_daphne_serves_as_well(two_workers: Site) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob")
    port = next(port for port in two_workers.ports if port not in {worker.port for worker in two_workers.workers[:2]})
    argv = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "videochat.asgi:application"]
    plain = PlainDaphne(two_workers, argv, port)
    await asyncio.to_thread(plain.wait_for, plain.ready, "plain daphne is ready")
    caller, callee = await alice.device(0), await bob.device(plain)
    await talk(caller, callee)
    await callee.send("leave")
    await caller.expect("leave")
    for person in (alice, bob):
        await person.leave()
    plain.kill()


class PlainDaphne(Worker):
    def __init__(self, site: Site, argv: list[str], port: int) -> None:
        self.port = port
        self.origin = f"http://localhost:{port}"
        self.url = f"ws://127.0.0.1:{port}"
        self.name_cookies(site.env)
        Process.__init__(self, f"daphne-{port}", argv, env=site.env)


def signs_in(person: Person, worker: Worker) -> int:
    """By the form; the status of the answer."""
    token = "a" * 32
    form = urlencode({"login": person.name, "password": PASSWORD}).encode()
    headers = {"Host": f"localhost:{worker.port}", "Cookie": f"{worker.csrf_cookie}={token}", "X-CSRFToken": token}
    request = urllib.request.Request(f"http://127.0.0.1:{worker.port}/accounts/login/", form, headers)
    opener = urllib.request.build_opener(Stay)
    try:
        return int(opener.open(request, timeout=4 * HANG).status)
    except urllib.error.HTTPError as answer:
        return answer.code


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        return None


@pytest.mark.tier2
async def test_many_sign_ins_do_not_delay_a_call(two_workers: Site) -> None:
    here = two_workers.workers[0]
    crowd = [Person(two_workers, f"crowd{number}") for number in range(20)]
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob")
    caller, callee = await alice.device(0), await bob.device(0)
    loop, busy = asyncio.get_running_loop(), 0
    with ThreadPoolExecutor(len(crowd)) as together:
        coming = [loop.run_in_executor(together, signs_in, person, here) for person in crowd]
        # Two are let in at a time. A call after each is no more than one person may place.
        for one in asyncio.as_completed(coming):
            assert await one in {302, 200, 429, 503}, "signed in, or told by a limit to wait"
            busy += not all(other.done() for other in coming)
            await caller.send("leave", call=await talk(caller, callee))
            await callee.expect("leave")
    assert busy > 0
    assert "cannot be reached" not in here.new_output()
    for person in (alice, bob):
        await person.leave()


LENGTH = b"Content-Length: 1000000000"
CHUNKED = b"Transfer-Encoding: chunked"


@pytest.mark.parametrize("kind", [LENGTH, CHUNKED], ids=["of a length that is told", "in chunks"])
def test_a_large_body_is_refused_unread(one_worker: Site, kind: bytes) -> None:
    (worker,) = one_worker.workers
    head = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost:%d\r\n%s\r\n\r\n" % (worker.port, kind)
    piece = b"10000\r\n%s\r\n" % (b"x" * 0x10000)
    with socket.create_connection(("127.0.0.1", worker.port), timeout=HANG) as client:
        client.sendall(head)
        sent = 0
        with suppress(OSError):
            while sent < 100 * MAX_BODY_BYTES:
                client.sendall(piece)
                sent += len(piece)
        assert sent < 50 * MAX_BODY_BYTES, "no more than what the kernel keeps"
    with socket.create_connection(("127.0.0.1", worker.port), timeout=HANG) as client:
        client.sendall(head + (b"" if kind is LENGTH else piece * 5))
        assert client.recv(1000).startswith(b"HTTP/1.1 413 ")
        assert client.recv(1000) == b""


def test_a_taken_port_is_one_clear_line(one_worker: Site) -> None:
    second = Worker(one_worker.env, one_worker.ports[0], wait=False)
    until(lambda: second.child.poll() is not None, "it has given up")
    assert second.stop() != 0
    assert str(one_worker.ports[0]) in second.output()
    assert "Traceback" not in second.output()


def test_a_bad_port_is_one_clear_line(one_worker: Site) -> None:
    second = Worker(one_worker.env, 70_000, wait=False)
    until(lambda: second.child.poll() is not None, "it has given up")
    assert second.stop() != 0
    assert "70000" in second.output()
    assert "Traceback" not in second.output()
