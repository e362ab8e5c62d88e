"""What a person does on the stage of a call, and what the page says of itself."""

from playwright.async_api import expect

from .visitor import Visitor


async def shows(visitor: Visitor, **state: str) -> None:
    """Wait until the page says so of itself: `selfCorner="top-left"` and the like."""
    for name, value in state.items():
        await visitor.page.wait_for_function("([name, value]) => call.dataset[name] === value", arg=[name, value])


async def chooses(visitor: Visitor, item: str) -> None:
    """Press what is in the menu."""
    await visitor.presses("More")
    await visitor.presses(item)


async def says(visitor: Visitor, sentence: str) -> None:
    """Wait until a screen reader is told."""
    await expect(visitor.page.locator("#stageNews")).to_contain_text(sentence)
