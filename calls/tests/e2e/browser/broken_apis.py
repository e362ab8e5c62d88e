"""A page in a browser that lacks or forbids APIs."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from .visitor import SCRIPTS, Visitor

BREAK = (SCRIPTS / "broken_apis.js").read_text()


@asynccontextmanager
async def broken(visitor: Visitor, apis: list[tuple[str, Any]], path: str = "/") -> AsyncIterator[None]:
    """A page of this person, loaded without these: each is a path from `window`, and how it is broken."""
    script = f"({BREAK})({json.dumps(apis)})"
    async with await visitor.context.add_init_script(script):
        await visitor.page.goto(path)
        yield
        await visitor.page.goto("/healthz")
