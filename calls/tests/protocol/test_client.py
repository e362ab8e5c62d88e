"""The tests' client uses the same times as the page (static/calls/)."""

import re
from pathlib import Path

import pytest

from calls.tests.client import page_socket
from calls.tests.client.page_call import Timing

MODULES = Path(__file__).parents[3] / "static" / "calls"
#: By module and constant: the client's value, in seconds.
TIMES = {
    ("signaling/socket.js", "BUSY_PING_MS"): page_socket.PING,
    ("signaling/socket.js", "STALE_MS"): page_socket.STALE,
    ("lib/timing/backoff.js", "FIRST"): page_socket.FIRST,
    ("lib/timing/backoff.js", "CAP"): page_socket.CAP,
    ("call/call_timers.js", "REPEAT_OFFER_MS"): Timing.repeat,
    ("call/server_messages.js", "SYNC_MS"): Timing.sync,
    ("rtc/healing/health.js", "CONNECT_MS"): Timing.connect,
    ("rtc/healing/health.js", "RETRY_MS"): Timing.retry,
    ("rtc/healing/health.js", "GIVE_UP_MS"): Timing.give_up,
}


def constant(module: str, name: str) -> int:
    (value,) = re.findall(rf"^const {name} = ([\d_]+);", (MODULES / module).read_text(), re.M)
    return int(value)


@pytest.mark.parametrize(("module", "name"), TIMES)
def test_a_timing_equals_the_pages(module: str, name: str) -> None:
    assert constant(module, name) == 1000 * TIMES[module, name]


def test_an_offer_is_repeated_as_often_as_the_page_repeats_it() -> None:
    assert constant("call/call_timers.js", "MAX_OFFER_REPEATS") == Timing.repeats
