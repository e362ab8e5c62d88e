"""Each open connection is checked for its deadlines and pings every two seconds, in turns."""

from typing import Any

import pytest
from twisted.internet.task import Clock

from videochat.serving import server
from videochat.serving.limiting.connections import Connections


async def nothing() -> None:
    """There is no application."""


class Protocol:
    checks = 0

    def check_timeouts(self) -> None:
        self.checks += 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(server, "reactor", clock)
    return clock


@pytest.fixture
def serving() -> Any:
    return server.DrainingServer(
        None, endpoints=["tcp:port=0"], connections=Connections(0, 1), client_ip_header=None,
        on_start=nothing, on_drain=lambda: None, on_stop=nothing, on_ready=lambda: None,
    )  # fmt: skip


@pytest.mark.parametrize("number", [1, 50, 120, 1000])
def test_each_is_checked_once_in_two_seconds(serving: Any, clock: Clock, number: int) -> None:
    protocols = [Protocol() for _ in range(number)]
    serving.connections = dict.fromkeys(protocols)
    serving.timeout_checker()
    assert sum(each.checks for each in protocols) == min(number, server.CHECKS_IN_A_TURN)
    clock.pump([0.01] * 1000)
    assert min(each.checks for each in protocols) >= 4
    assert max(each.checks for each in protocols) <= 6


def test_those_that_are_left_do_not_wait_for_those_that_have_closed(serving: Any, clock: Clock) -> None:
    protocols = [Protocol() for _ in range(10_000)]
    serving.connections = dict.fromkeys(protocols)
    serving.timeout_checker()
    left, closed = protocols[-100:], protocols[:-100]
    serving.connections = dict.fromkeys(left)
    clock.pump([0.01] * 500)
    assert min(each.checks for each in left) >= 2
    assert sum(each.checks for each in closed) == server.CHECKS_IN_A_TURN
