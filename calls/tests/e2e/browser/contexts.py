"""Keeps browser contexts from test to test, so that static files come from the context's cache.

A context goes back without pages, cookies, storage, permissions and scripts. One that a test has changed in another way
is closed.
"""

import asyncio
import json
from typing import Any
from weakref import WeakKeyDictionary

from playwright.async_api import Browser, BrowserContext, Page

Key = tuple[str, bool, str]
SPARE: WeakKeyDictionary[Browser, dict[Key, list["Lent"]]] = WeakKeyDictionary()
DEVICES = ["camera", "microphone"]


class Lent:
    """A context, and what has to be undone before another test may have it."""

    def __init__(self, browser: Browser, key: Key, context: BrowserContext) -> None:
        self.browser, self.key, self.context = browser, key, context
        self.scripts: list[Any] = []
        self.reusable = True
        context.on("close", lambda _: self.spoil())

    def spoil(self) -> None:
        """No other test may have it."""
        self.reusable = False

    async def add_init_script(self, script: str) -> None:
        """In every document from now on, before its own scripts."""
        self.scripts.append(await self.context.add_init_script(script))

    async def blank(self) -> Page:
        """Its first page, with nothing left of the person before."""
        page = await self.context.new_page()
        devtools = await self.context.new_cdp_session(page)
        await devtools.send("Storage.clearDataForOrigin", {"origin": self.key[0], "storageTypes": "local_storage"})
        await devtools.detach()
        return page

    async def give_back(self) -> None:
        if not self.reusable:
            await self.context.close()
            return
        await asyncio.gather(*(page.close() for page in self.context.pages))
        await asyncio.gather(*(script.__aexit__(None, None, None) for script in self.scripts))
        self.scripts.clear()
        await asyncio.gather(self.context.clear_cookies(), self.context.clear_permissions())
        SPARE.setdefault(self.browser, {}).setdefault(self.key, []).append(self)


async def lend(browser: Browser, origin: str, granted: bool, script: str, options: dict[str, Any]) -> Lent:
    """A context for one person at one origin; `script` runs in all that are lent by this browser."""
    key = (origin, granted, json.dumps(options, sort_keys=True))
    spare = SPARE.get(browser, {}).get(key, [])
    if spare:
        lent = spare.pop()
    else:
        context = await browser.new_context(base_url=origin, locale="en", **options)
        await context.add_init_script(script)
        lent = Lent(browser, key, context)
    await lent.context.grant_permissions(DEVICES if granted else [])
    return lent
