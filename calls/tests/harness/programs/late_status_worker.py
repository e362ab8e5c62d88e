"""A worker of the product whose statuses of people arrive two seconds late, and all else at once."""

import asyncio
import sys
from typing import Any

DELAY_SECONDS = 2.0


def main() -> None:
    # First: it installs the reactor, as `serve` itself would.
    import videochat.serving.server  # noqa: F401  # isort: skip

    import django
    from django.core.management import execute_from_command_line

    django.setup()
    from videochat.layer.channel_layer import ChannelLayer

    send, late = ChannelLayer.group_send, set[asyncio.Task[None]]()

    async def send_late(layer: ChannelLayer, group: str, event: dict[str, Any]) -> None:
        await asyncio.sleep(DELAY_SECONDS)
        await send(layer, group, event)

    async def group_send(layer: ChannelLayer, group: str, event: dict[str, Any]) -> int:
        if not event.get("status"):
            return await send(layer, group, event)
        late.add(asyncio.create_task(send_late(layer, group, event)))
        return 0

    ChannelLayer.group_send = group_send  # type: ignore[method-assign, assignment]
    execute_from_command_line(["manage.py", "serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
