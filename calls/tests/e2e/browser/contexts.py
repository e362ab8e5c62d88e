"""A pool of browser contexts, so that static files come from a context's cache.

A released context has lost its pages, cookies, storage, permissions and scripts. One that a test has changed in another
way is closed.
"""

import asyncio
import json
from typing import Any
from weakref import WeakKeyDictionary

from playwright.async_api import Browser, BrowserContext, Page

Key = tuple[str, bool, str]
POOL: WeakKeyDictionary[Browser, dict[Key, list["PooledContext"]]] = WeakKeyDictionary()
DEVICES = ["camera", "microphone"]


class PooledContext:
    """A context, and what has to be undone before another test may use it."""

    def __init__(self, browser: Browser, key: Key, context: BrowserContext) -> None:
        self.browser, self.key, self.context = browser, key, context
        self.scripts: list[Any] = []
        self.reusable = True
        context.on("close", lambda _: self.discard())

    def discard(self) -> None:
        """Close it instead of releasing it to the pool."""
        self.reusable = False

    async def add_init_script(self, script: str) -> None:
        """Run the script in every later document, before its own scripts."""
        self.scripts.append(await self.context.add_init_script(script))

    async def blank(self) -> Page:
        """A page without the local storage of the person before."""
        page = await self.context.new_page()
        devtools = await self.context.new_cdp_session(page)
        await devtools.send("Storage.clearDataForOrigin", {"origin": self.key[0], "storageTypes": "local_storage"})
        await devtools.detach()
        return page

    async def release(self) -> None:
        if not self.reusable:
            await self.context.close()
            return
        await asyncio.gather(*(page.close() for page in self.context.pages))
        await asyncio.gather(*(script.__aexit__(None, None, None) for script in self.scripts))
        self.scripts.clear()
        await asyncio.gather(self.context.clear_cookies(), self.context.clear_permissions())
        POOL.setdefault(self.browser, {}).setdefault(self.key, []).append(self)


async def acquire(browser: Browser, origin: str, granted: bool, script: str, options: dict[str, Any]) -> PooledContext:
    """A context for one person at one origin; `script` runs in all contexts of this browser."""
    key = (origin, granted, json.dumps(options, sort_keys=True))
    spare = POOL.get(browser, {}).get(key, [])
    if spare:
        pooled = spare.pop()
    else:
        # Without a graphics card, the pulse of a page that rings takes two thirds of a core.
        context = await browser.new_context(base_url=origin, **{"locale": "en", "reduced_motion": "reduce", **options})
        await context.add_init_script(script)
        pooled = PooledContext(browser, key, context)
    await pooled.context.grant_permissions(DEVICES if granted else [])
    return pooled
