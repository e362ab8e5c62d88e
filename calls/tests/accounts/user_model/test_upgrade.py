"""A database of version 0.1: refused by the start and by `migrate`, brought to this version by one command."""

import asyncio
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from calls.tests.client import OFFER
from calls.tests.harness.outages.web_client import WebClient
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, ROOT, free_port, scratch
from calls.tests.harness.services import Postgres
from calls.tests.harness.sites import Site, environment, manage, sqlite_copy
from calls.tests.harness.version_0_1.make import NAMES, PASSWORD

MADE = "calls.tests.harness.version_0_1"
#: The release, and the last commit before the own user model.
RELEASED, LATEST = "0002_call_video", "0006_directory"
DATABASES = [(kind, last) for kind in ("sqlite", "postgresql") for last in (RELEASED, LATEST)]
#: Everything that makes up a schema, whatever its order.
POSTGRES_SCHEMA = """
    SELECT 'column', table_name, column_name, concat(data_type, character_maximum_length, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
"""


def run(env: dict[str, str], *argv: str) -> tuple[int, str]:
    """The exit status, and all that it wrote."""
    command = [sys.executable, "-W", "ignore", *argv]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=HANG, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def make_database(kind: str, last: str, postgres: Postgres) -> tuple[dict[str, str], dict[str, Any]]:
    """The environment of a worker, and what is in its database."""
    name = f"version_0_1_{last[:4]}"
    url = postgres.create(name) if kind == "postgresql" else f"sqlite:///{scratch('sqlite') / name}"
    env = environment(url, DEBUG="true")
    status, made = run(env | {"DJANGO_SETTINGS_MODULE": f"{MADE}.settings"}, "-m", f"{MADE}.make", last)
    assert status == 0, made
    facts: dict[str, Any] = json.loads(made)
    return env, facts


def schema(url: str) -> list[tuple[str, ...]]:
    if url.startswith("postgres"):
        with psycopg.connect(url) as connection:
            return sorted(connection.execute(POSTGRES_SCHEMA.encode()).fetchall())
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        return sorted(connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall())


@pytest.mark.tier2
@pytest.mark.parametrize(("kind", "last"), DATABASES)
async def test_accounts_history_and_rights_are_carried_over(
    postgres: Postgres, migrated_file: Path, kind: str, last: str
) -> None:
    env, made = make_database(kind, last, postgres)
    for command in (["migrate"], ["serve", "--port", str(free_port())]):
        status, line = run(env, "manage.py", *command)
        assert status and "manage.py upgrade_from_0_1" in line.splitlines()[-1], line
        assert "Traceback" not in line
    before = schema(env["DATABASE_URL"])
    status, answer = run(env, "manage.py", "upgrade_from_0_1")
    assert status and "Bob (id 2) would be Bob3" in answer and "--rename" in answer
    assert schema(env["DATABASE_URL"]) == before
    status, answer = run(env, "manage.py", "upgrade_from_0_1", "--rename")
    assert status == 0 and "Renamed Bob to Bob3." in answer, answer
    fresh = postgres.url("migrated") if kind == "postgresql" else sqlite_copy(migrated_file)
    assert schema(env["DATABASE_URL"]) == schema(fresh)
    manage("migrate", "--check", env=env)
    assert "not from version 0.1" in run(env, "manage.py", "upgrade_from_0_1")[1]
    site = await asyncio.to_thread(Site, "upgraded", env["DATABASE_URL"], 1, DEBUG="true")
    try:
        await asyncio.to_thread(check_pages, site, made)
        if last == LATEST:
            await check_former_name(site, made["session"])
    finally:
        site.stop()


def check_pages(site: Site, made: dict[str, Any]) -> None:
    worker = site.endpoints[0]
    for name in NAMES:
        assert WebClient(worker).sign_in("bob3" if name == "Bob" else name, PASSWORD).leads_to == "/", name
    carol = WebClient(worker, made["session"])
    assert "carol@example.org" in carol.get("/accounts/email/").html
    assert "Bob3" in carol.get("/history/").words
    assert site.admin("call", call=made["call"]) == {"state": "ended", "reason": "hung-up"}
    staff = WebClient(worker)
    staff.sign_in("staff", PASSWORD)
    assert "Sam Taylor" in staff.get("/accounts/profile/").html
    for page in ("user/", "user/1/change/", "livecall/"):
        assert staff.get(f"/admin/calls/{page}").status == 200, page
    assert WebClient(worker).sign_up("newcomer", PASSWORD).leads_to == "/"


async def check_former_name(site: Site, session: str) -> None:
    caller = Person(site, "caller")
    device = await caller.device()
    await device.send("offer", name="LINA", offer=OFFER)
    await device.expect("leave", reason="offline")
    await caller.leave()
    history = await asyncio.to_thread(WebClient(site.endpoints[0], session).get, "/history/")
    assert caller.name in history.words
