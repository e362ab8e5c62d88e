"""Migrates, creates the demo accounts and serves.

One process does it all: starting Django three times is slow.
"""

import os
import sys

import django
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from videochat.database.probe import connection_problem

WELCOME = """
  Sign in as alice here, and as bob or carol in another browser. The password is demo-password.
  Ctrl-C stops the server.
"""


def main(port: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "videochat.settings")
    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("demo", verbosity=0)
        print(WELCOME, flush=True)
        call_command("serve", bind="127.0.0.1", port=int(port))
    except CommandError as error:
        sys.exit(f"videochat: {error}")
    except DatabaseError as error:
        problem = connection_problem() or str(error).splitlines()[0]
        sys.exit(f"videochat: DATABASE_URL: the database cannot be used: {problem}")


if __name__ == "__main__":
    main(sys.argv[1])
