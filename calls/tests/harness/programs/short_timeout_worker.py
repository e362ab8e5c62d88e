"""A worker of the product that takes a silent page for stopped after a second, not after half a minute."""

import sys


def main() -> None:
    # First: it installs the reactor, as `serve` itself would.
    import videochat.serving.server  # noqa: F401  # isort: skip

    import django
    from django.core.management import execute_from_command_line

    django.setup()
    from calls.signaling import heartbeat
    from calls.worker.jobs import silence_review

    heartbeat.VISIBLE_SECONDS, silence_review.INTERVAL_SECONDS = 1.0, 0.2
    execute_from_command_line(["manage.py", "serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
