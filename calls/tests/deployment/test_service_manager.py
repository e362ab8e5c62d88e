"""What a worker tells systemd (sd_notify(3)), so that a restart waits, and a stop while services are away."""

import socket
from pathlib import Path

import pytest

from calls.tests.harness.process import HANG, free_port, scratch
from calls.tests.harness.sites import Worker, environment, migrated_postgres, sqlite_copy


@pytest.mark.tier2
@pytest.mark.parametrize("abstract", [False, True])
def test_a_worker_reports_that_it_serves_and_that_it_stops(migrated_file: Path, abstract: bool) -> None:
    path = f"{scratch('notify')}/socket"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.settimeout(HANG)
        manager.bind(f"\0{path}" if abstract else path)
        port = free_port()
        address = f"@{path}" if abstract else path
        env = environment(sqlite_copy(migrated_file), DEBUG="true", NOTIFY_SOCKET=address)
        worker = Worker(env | {"SITE_ORIGINS": f"http://localhost:{port}"}, port, wait=False)
        ready = manager.recv(1024).decode().splitlines()
        assert ready[0] == "READY=1" and f"127.0.0.1:{port}" in ready[1]
        assert worker.ready(), "it serves before it says so"
        worker.child.terminate()
        assert manager.recv(1024).decode().splitlines()[0] == "STOPPING=1"
        assert worker.stop() == 0


def test_a_worker_serves_without_a_service_manager_that_listens(migrated_file: Path) -> None:
    port = free_port()
    env = environment(sqlite_copy(migrated_file), DEBUG="true", NOTIFY_SOCKET="/nonexistent/socket")
    worker = Worker(env | {"SITE_ORIGINS": f"http://localhost:{port}"}, port)
    assert worker.stop() == 0


@pytest.mark.tier2
def test_a_worker_that_stops_while_the_database_hangs_says_so_without_a_traceback() -> None:
    postgres = migrated_postgres()
    port = free_port()
    env = environment(postgres.create("hanging", "migrated"), DEBUG="true")
    worker = Worker(env | {"SITE_ORIGINS": f"http://localhost:{port}"}, port)
    postgres.suspend()
    worker.mark()
    status = worker.stop()
    postgres.resume()
    postgres.stop()
    assert status == 0 and "Traceback" not in worker.new_output()
    # A job that waits for the database just then may give up first, each with its own line.
    words = ("Cleaning up took longer than 1.5 s", "The database cannot be reached")
    assert all(worker.new_output().count(word) <= 1 for word in words)
