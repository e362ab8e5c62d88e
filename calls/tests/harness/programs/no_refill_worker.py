"""A worker of the product that gives its clients no tokens back, so that none is too slow to spend them all."""

import sys


def main() -> None:
    # First: others copy it.
    from videochat.serving.limiting import limits

    limits.TOKENS_PER_SECOND = 0
    # It installs the reactor, as `serve` itself would.
    from django.core.management import execute_from_command_line

    import videochat.serving.server  # noqa: F401

    execute_from_command_line(["manage.py", "serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
