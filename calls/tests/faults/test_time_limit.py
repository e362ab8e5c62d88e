"""Only the time that is spent waiting for the database counts against a limit."""

import time

from asgiref.sync import sync_to_async

from videochat.database.time_limit import limited_wait, time_limit


def allowed(longest: float) -> float:
    with limited_wait(longest) as limit:
        return limit


def test_without_a_limit_an_answer_may_take_its_own_time() -> None:
    assert allowed(4) == 4


def test_waits_add_up_and_other_work_does_not() -> None:
    with time_limit(0.2):
        assert allowed(0.1) == 0.1
        assert 0.19 < allowed(4) <= 0.2
        with limited_wait(4) as limit:
            assert limit > 0.19
            time.sleep(limit)
        assert allowed(4) == 0
    assert allowed(4) == 4


async def test_a_limit_holds_in_the_threads_of_a_request() -> None:
    with time_limit(1):
        assert await sync_to_async(allowed)(4) <= 1
    assert await sync_to_async(allowed)(4) == 4
