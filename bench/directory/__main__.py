"""`python -m bench.directory`: a page of the list of people on PostgreSQL and on SQLite. See README.md."""

import json
import os
import subprocess
import sys

from calls.tests.harness.process import ROOT, scratch
from calls.tests.harness.services import Postgres
from calls.tests.harness.sites import environment, manage

#: Milliseconds, for a search.
GOAL = 30.0


def measured(database: str) -> dict[str, float]:
    """Milliseconds by the request's name."""
    env = environment(database, DEBUG="true")
    manage("migrate", env=env)
    env |= {"ACCOUNTS": os.environ.get("ACCOUNTS") or "100000"}
    argv = [sys.executable, "-m", "bench.directory.measure"]
    done = subprocess.run(argv, env=env, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    postgres = Postgres()
    try:
        databases = {
            "PostgreSQL": measured(postgres.create("directory")),
            "SQLite": measured(f"sqlite:///{scratch('directory') / 'directory.sqlite3'}"),
        }
    finally:
        postgres.stop()
    print(f"| request | {' | '.join(databases)} |\n|---|{'---|' * len(databases)}")
    for request in databases["PostgreSQL"]:
        cells = [f"{found[request]:.1f} ms, {found[request] / GOAL:.2f} of the goal" for found in databases.values()]
        print(f"| {request} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
