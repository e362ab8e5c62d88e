"""Actions on the stage of a call, and expectations about its state."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Locator, Page, expect

from .visitor import SCRIPTS, Visitor

FAKE_STATS = (SCRIPTS / "fake_stats.js").read_text()
#: Keeps everything that the quality sign says, in `tests.said`.
KEEP_SIGN = """() => {
  const words = document.querySelector("#qualityWords");
  tests.said = [];
  const keep = () => tests.said.push(words.textContent);
  new MutationObserver(keep).observe(words, { childList: true, characterData: true, subtree: true });
}"""
FAKE_DEVICES = (SCRIPTS / "fake_devices.js").read_text()
FAKE_NOTIFICATIONS = (SCRIPTS / "fake_notifications.js").read_text()


async def expect_data(visitor: Visitor, **state: str) -> None:
    """Wait until #call has these data attributes, for example `self_corner="top-left"`."""
    for name, value in state.items():
        await expect(visitor.page.locator("#call")).to_have_attribute(f"data-{name.replace('_', '-')}", value)


def menu_item(visitor: Visitor, name: str) -> Locator:
    """The item of the menu with this name."""
    return visitor.page.locator("#moreMenu").get_by_role("button", name=name, exact=True)


async def choose_from_menu(visitor: Visitor, name: str) -> None:
    await visitor.click("More")
    await menu_item(visitor, name).click()


async def expect_announced(visitor: Visitor, sentence: str) -> None:
    """Wait until a screen reader is told."""
    await expect(visitor.page.locator("#stageNews")).to_contain_text(sentence)


async def start_call(caller: Visitor, callee: Visitor) -> None:
    """A call in which each page shows the other's video. Other tests check that media flow."""
    await caller.call(callee.name)
    await callee.expect_call_from(caller.name)
    await callee.click("Accept")
    await asyncio.gather(*(expect_data(one, state="active", remote="video") for one in (caller, callee)))


@asynccontextmanager
async def small_window(visitor: Visitor) -> AsyncIterator[Page]:
    """The picture-in-picture window. Its errors count as the page's."""
    async with visitor.context.expect_page() as opening:
        await choose_from_menu(visitor, "Picture in picture")
    window = await opening.value
    window.on("console", lambda said: visitor.errors.append(said.text) if said.type in ("error", "warning") else None)
    window.on("pageerror", lambda error: visitor.errors.append(f"{error}"))
    await expect_data(visitor, pip="window")
    yield window


async def fake_notifications(visitor: Visitor, permission: str = "default", answer: str = "granted") -> None:
    """In every later document, the browser has this permission to notify, and answers so if it is asked."""
    await visitor.add_init_script(f"({FAKE_NOTIFICATIONS})({json.dumps(permission)}, {json.dumps(answer)})")
