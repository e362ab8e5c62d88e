"""Migrates, creates the demo accounts and serves: `serve_demo PORT machine`, or `lan` for all devices in the network.

One process does it all: starting Django three times is slow.
"""

import os
import sys
from pathlib import Path
from typing import Any

import django
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from videochat.database.probe import connection_problem

WELCOME = """
  Sign in as alice here, and as bob or carol in another browser. The password is demo-password.
"""
ELSEWHERE = """  Other devices need https, as browsers give them no camera without it: make run LAN=1
"""
LAN_WELCOME = """  Sign in as alice on one device, and as bob or carol on the other. The password is demo-password.
"""
GOODBYE = """  Ctrl-C stops the server.
"""
#: Where the certificate and the secret key are kept.
LAN_FOLDER = Path(__file__).resolve().parent.parent / "var" / "lan"


def main(port: int, *, lan: bool) -> None:
    options: dict[str, Any] = {"bind": "127.0.0.1"}
    welcome = WELCOME + ELSEWHERE + GOODBYE
    if lan:
        options, welcome = prepare_lan(port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "videochat.settings")
    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("demo", verbosity=0)
        print(welcome, flush=True)
        call_command("serve", port=port, **options)
    except CommandError as error:
        sys.exit(f"videochat: {error}")
    except DatabaseError as error:
        problem = connection_problem() or str(error).splitlines()[0]
        sys.exit(f"videochat: DATABASE_URL: the database cannot be used: {problem}")


def prepare_lan(port: int) -> tuple[dict[str, Any], str]:
    """The options of `serve`, and what to print. Sets SITE_ORIGINS and SECRET_KEY, so it comes before the settings."""
    # Not needed without LAN=1.
    from tools.lan.secret_key import secret_key_for
    from tools.lan.site import LanSite

    site = LanSite(port)
    os.environ["SITE_ORIGINS"] = ",".join(site.origins)
    try:
        certificate, key = site.certificate(LAN_FOLDER)
        os.environ.setdefault("SECRET_KEY", secret_key_for(LAN_FOLDER))
    except OSError as error:
        sys.exit(f"videochat: the certificate and the secret key cannot be kept in {LAN_FOLDER}: {error.strerror}")
    options = {"bind": site.bind, "tls_cert": str(certificate), "tls_key": str(key)}
    return options, site.welcome(sys.stdout) + (LAN_WELCOME if site.addresses else WELCOME) + GOODBYE


if __name__ == "__main__":
    main(int(sys.argv[1]), lan=sys.argv[2] == "lan")
