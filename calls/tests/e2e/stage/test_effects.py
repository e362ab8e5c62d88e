"""No press ends in silence: each button changes something, or a sentence says why not."""

import pytest
from playwright.async_api import Locator, expect

from calls.tests.e2e.browser.stage import start_call
from calls.tests.e2e.browser.visitor import SCRIPTS, Visitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

EFFECT = (SCRIPTS / "effect.js").read_text()
#: They open a dialog of the browser, or end what the test needs.
EXCEPT = ["attach", "hangUp", "hangUpAndBlock", "bringBack"]


async def silent_buttons(visitor: Visitor, buttons: Locator) -> list[str]:
    """Presses each visible button, and names those that change nothing. Dialogs are closed after each press."""
    silent = []
    for number in range(await buttons.count()):
        button = buttons.nth(number)
        if not await button.is_visible() or await button.get_attribute("id") in EXCEPT:
            continue
        if not await button.evaluate(EFFECT):
            silent.append(await button.evaluate("(button) => button.outerHTML.slice(0, 120)"))
        await visitor.page.evaluate(
            "() => { for (const dialog of document.querySelectorAll('dialog:modal:not(#incoming)')) dialog.close() }"
        )
    return silent


@pytest.mark.tier2
async def test_every_button_has_an_effect_or_a_sentence(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.load_features()
    await caller.search(bob.name)
    silent = (
        "() => document.querySelector('.people-head').insertAdjacentHTML('beforeend', '<button id=dumb>dumb</button>')"
    )
    await caller.page.evaluate(silent)
    assert len(await silent_buttons(caller, caller.page.locator("#dumb"))) == 1
    await caller.page.evaluate("document.querySelector('#dumb').remove()")
    assert await silent_buttons(caller, caller.page.locator("main button:not(.person button)")) == []
    await start_call(caller, callee)
    stage = caller.page.locator("#stage")
    assert await silent_buttons(caller, stage.locator(".controls > button, .self-view button, .chip")) == []
    await caller.click("More")
    assert await silent_buttons(caller, stage.locator("#moreMenu button")) == []
    for page in ("chat", "details", "verify"):
        await caller.page.evaluate(f"document.querySelector('[data-opens={page}]').click()")
        panel = stage.locator(f"[data-page={page}]")
        if await panel.is_visible():
            assert await silent_buttons(caller, panel.locator("button:not(:disabled)")) == []
    await callee.click("Hang up")
    await expect(caller.page.locator("#call")).to_have_attribute("data-state", "idle")


@pytest.mark.tier2
async def test_chat_before_the_connection_says_why_it_waits(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    for name in ("Chat", "React"):
        await expect(caller.button(name)).to_be_disabled()
        await caller.button(name).click(force=True)
        await caller.expect_text("Chat starts when you are connected.")
        await caller.click("Dismiss")
    await caller.page.keyboard.press("c")
    await caller.expect_text("Chat starts when you are connected.")
    await caller.click("Hang up")
