"""Many probes at once ask the services once a second."""

import asyncio
import time

import pytest

from calls.pages import readiness


class Services:
    """Counts the questions to the database, and says what the services answer."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked, self.down, self.ahead = 0, False, 0.0
        real = time.monotonic
        monkeypatch.setattr(readiness, "_query_database", self.query)
        monkeypatch.setattr(readiness, "_clock", lambda: real() + self.ahead)

    def query(self) -> None:
        self.asked += 1
        if self.down:
            raise OSError


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Services:
    return Services(monkeypatch)


async def test_two_hundred_probes_in_a_second_are_one_question(services: Services) -> None:
    states = await asyncio.gather(*(readiness.check() for _ in range(100)))
    states += [await readiness.check() for _ in range(100)]
    assert services.asked == 1
    assert {state["database"] for state in states} == {"ok"}


async def test_an_answer_is_as_old_as_a_second(services: Services) -> None:
    services.ahead = 100
    await readiness.check()
    services.down = True
    services.ahead += 1.1
    assert (await readiness.check())["database"] == "down"
    services.down = False
    services.ahead += 1.1
    assert (await readiness.check())["database"] == "ok"


async def test_a_probe_that_gives_up_takes_the_answer_from_nobody(services: Services) -> None:
    services.ahead = 200
    first, second = (asyncio.create_task(readiness.check()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second)["database"] == "ok"


async def test_a_service_that_hangs_is_logged_as_a_timeout(
    services: Services, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    services.ahead = 300
    monkeypatch.setattr(readiness, "TIMEOUT_SECONDS", 0.01)
    monkeypatch.setattr(readiness, "_send_through_layer", asyncio.Event().wait)
    assert (await readiness.check())["layer"] == "down"
    assert "the message layer cannot be reached: TimeoutError" in caplog.text
    readiness._services["layer"].mark_available()
