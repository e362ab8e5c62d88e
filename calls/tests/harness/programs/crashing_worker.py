"""A worker of the product with one more path, at which each application instance crashes."""

import sys
from typing import Any

CRASH = "/ws/crash/"
MESSAGE = "This instance crashes, as it was asked to"


class Crashing:
    """ASGI: the application, but for CRASH."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == CRASH:
            raise RuntimeError(MESSAGE)
        await self.application(scope, receive, send)


def main() -> None:
    # First: it installs the reactor, as `serve` itself would.
    import videochat.serving.server  # noqa: F401  # isort: skip

    from django.core.management import execute_from_command_line

    from videochat import asgi

    asgi.application = Crashing(asgi.application)
    execute_from_command_line(["manage.py", "serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
