"""Actions on the page of people."""

from playwright.async_api import Locator, expect

from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG


async def open_card(visitor: Visitor, person: Person) -> Locator:
    row = visitor.page.get_by_role("listitem").filter(has_text=person.name)
    await row.locator(".person-open").click()
    card = visitor.page.get_by_role("dialog", name=person.name)
    await expect(card.get_by_role("heading", name="Last calls")).to_be_visible()
    return card


async def turn_quiet_off(visitor: Visitor) -> None:
    await visitor.page.locator("#quietChip").click()
    await visitor.click("Turn off")


# Keeps what the page asks the browser for.
RECORD = """() => {
  window.asked = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    asked.push(wanted);
    return wanted.video ? ask(wanted) : tests.tone();
  };
}"""


async def ring_voice(caller: Visitor, callee: Visitor) -> None:
    for visitor in (caller, callee):
        await visitor.page.evaluate(RECORD)
    await caller.page.get_by_role("searchbox").fill(callee.name)
    await caller.click(f"Voice call to {callee.name}")
    await expect(callee.page.get_by_role("dialog", name=f"{caller.name} is calling you (voice)")).to_be_visible(
        timeout=HANG * 1000
    )
