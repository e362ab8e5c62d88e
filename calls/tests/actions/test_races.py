"""Sixteen threads act on the database at once, on SQLite and PostgreSQL: exactly one of them wins."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from calls.tests.harness.process import ROOT
from calls.tests.harness.services import Postgres
from calls.tests.harness.sites import environment, sqlite_copy

ROUNDS = 10


@pytest.fixture(scope="module", params=[pytest.param("sqlite", marks=pytest.mark.tier2), "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        migrated: Path = request.getfixturevalue("migrated_file")
        return sqlite_copy(migrated)
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.create("races", "migrated")


def race(name: str, database: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "calls.tests.harness.programs.race", name, str(ROUNDS)]
    done = subprocess.run(
        command, env=environment(database, DEBUG="true"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    rounds: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(rounds) == ROUNDS
    return rounds


def test_exactly_one_of_sixteen_answering_devices_wins(database: str) -> None:
    for found in race("answering", database):
        assert sorted(found["results"]) == ["done", *["too-late"] * 15]
        winner = found["devices"][found["results"].index("done")]
        assert winner in found["parties"]
        assert found["states"] == ["active"]


@pytest.mark.tier2
def test_when_both_call_each_other_exactly_one_call_stands(database: str) -> None:
    for found in race("glare", database):
        assert len(found["live"]) == 1, found
        assert found["legs"] == [1, 1]
        assert set(found["results"]) <= {"done", "in-call", "too-late"}
        assert found["states"] == ["active"], "nobody had to press a button"


def test_nobody_is_ever_in_two_calls(database: str) -> None:
    for found in race("crowd", database):
        assert max(found["legs"]) <= 1
        assert found["live"]
        assert set(found["pairs"]) == {2}, "a call has both of its people"
        assert set(found["results"]) <= {"done", "in-call", "too-late", "unavailable"}, found["results"]


@pytest.mark.tier2
def test_a_call_that_is_cancelled_while_it_is_accepted_ends(database: str) -> None:
    for found in race("cancelling", database):
        assert found["legs"] == [0, 0]
        assert found["states"][0] in {"ended cancelled", "ended declined", "ended hung-up"}
        assert set(found["results"]) <= {"done", "too-late", "not-found"}, found["results"]


@pytest.mark.tier2
def test_many_hang_ups_end_the_call_once(database: str) -> None:
    for found in race("hanging_up", database):
        assert found["states"] == ["ended hung-up"]
        assert sorted(found["results"]) == ["done", *["too-late"] * 15]
        assert found["told"] == [2]


@pytest.mark.tier2
def test_exactly_one_of_sixteen_devices_takes_a_call_over(database: str) -> None:
    for found in race("taking", database):
        assert sorted(found["results"]) == ["done", *["too-late"] * 15]
        assert found["devices"][found["results"].index("done")] in found["parties"]
        assert found["states"] == ["active"]
        assert found["legs"] == [1, 1]


def test_a_call_that_is_hung_up_while_it_is_taken_over_is_over_for_all(database: str) -> None:
    for found in race("taking_and_hanging_up", database):
        assert found["states"] == ["ended hung-up"], found
        assert found["legs"] == [0, 0]
        assert set(found["results"]) <= {"done", "too-late", "not-found"}, found["results"]


@pytest.mark.tier2
def test_each_closed_account_is_erased_by_one_of_sixteen_workers(database: str) -> None:
    for found in race("claiming", database):
        assert found["results"] == ["done"] * 16
        assert found["claimed"] == found["closed"]


def test_an_account_that_is_erased_sixteen_times_at_once_is_erased_once(database: str) -> None:
    """The other person keeps their calls."""
    for found in race("erasing", database):
        assert found["results"] == ["done"] * 16
        assert (found["accounts"], found["deletions"]) == (0, 0)
        assert (found["calls"], found["kept"], found["legs"]) == (80, 80, True)
