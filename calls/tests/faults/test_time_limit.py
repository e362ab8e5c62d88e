"""Only the time that is spent waiting for the database counts against a limit."""

from types import SimpleNamespace

import pytest
from asgiref.sync import sync_to_async

from videochat.database import time_limit as module
from videochat.database.time_limit import limited_wait, time_limit


def allowed(longest: float) -> float:
    with limited_wait(longest) as limit:
        return limit


def test_without_a_limit_an_answer_may_take_its_own_time() -> None:
    assert allowed(4) == 4


def test_waits_add_up_and_other_work_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now))
    with time_limit(3):
        assert allowed(1) == 1
        now += 100
        assert allowed(4) == 3
        with limited_wait(4):
            now += 2
        assert allowed(4) == 1
        with limited_wait(4):
            now += 1.5
        assert allowed(4) == 0
    assert allowed(4) == 4


async def test_a_limit_holds_in_the_threads_of_a_request() -> None:
    with time_limit(1):
        assert await sync_to_async(allowed)(4) <= 1
    assert await sync_to_async(allowed)(4) == 4
