"""A worker of the product that never checks by itself whether its sockets are still signed in."""

import sys


def main() -> None:
    # First: it installs the reactor, as `serve` itself would.
    import videochat.serving.server  # noqa: F401  # isort: skip

    import django
    from django.core.management import execute_from_command_line

    django.setup()
    from calls.worker.jobs import session_review

    session_review.MAX_SOCKETS = 0  # as for a socket with thousands before it
    execute_from_command_line(["manage.py", "serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
