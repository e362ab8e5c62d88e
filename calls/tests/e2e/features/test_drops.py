"""Files and folders dropped anywhere are sent, or the page says why not. The browser never leaves the page."""

from pathlib import Path

import pytest

from calls.tests.e2e.browser.stage import start_call
from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person


async def drop(visitor: Visitor, *paths: Path) -> None:
    """As from the desktop, by the browser's own drag and drop, on the middle of the page."""
    devtools = await visitor.context.new_cdp_session(visitor.page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        await devtools.send("Input.dispatchDragEvent", {"type": kind, "x": 600, "y": 300, "data": data})
        # Chromium drops nothing before the page has said that it takes what is dragged.
        await visitor.page.evaluate("new Promise(requestAnimationFrame)")
    await devtools.detach()


@pytest.mark.tier2
async def test_a_drop_is_sent_or_answered_with_a_sentence(
    open_page: OpenPage, alice: Person, bob: Person, tmp_path: Path
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    folder, first, second = tmp_path / "folder", tmp_path / "first.txt", tmp_path / "second.txt"
    folder.mkdir()
    first.write_text("first")
    second.write_text("second")
    await caller.load_features()
    await drop(caller, first)
    await caller.expect_text("files can be sent in a call. Call somebody first.")
    await caller.click("Dismiss")
    await caller.click("Settings")
    await drop(caller, first)
    await caller.expect_text("files can be sent in a call. Call somebody first.")
    await caller.click("Done")
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    for visitor in (caller, callee):
        await drop(visitor, first)
        await visitor.expect_text("files can be sent once you are connected.")
    await callee.click("Decline")
    await start_call(caller, callee)
    await callee.click("Chat")
    await drop(caller, folder)
    await caller.expect_text("Folders cannot be sent.")
    await drop(caller, first, folder)
    await callee.click("Accept first.txt")
    await caller.expect_text("Sent")
    # Behind a dialog, it is sent all the same.
    await caller.page.evaluate("document.querySelector('#moreMenu [data-settings]').click()")
    await drop(caller, second)
    await caller.expect_text(f"Offered to {bob.name}.")
    await callee.click("Accept second.txt")
    assert await callee.page.get_by_text("folder", exact=True).count() == 0
    await caller.click("Done")
    await caller.click("Hang up")
