"""Runs the page "Check my set-up" and reads its verdicts."""

from .visitor import Visitor, wait_until

VERDICTS = """() => [...document.querySelectorAll("[data-step]")].map((step) => {
  const text = (of) => step.querySelector(of).textContent.trim();
  return [step.dataset.step, [step.dataset.state, `${text(".check-text")} ${text(".check-advice")}`.trim()]];
})"""
ENDED = "!['waiting', 'running'].includes(document.getElementById('checkHead').dataset.state)"


async def run_check(visitor: Visitor, start: str = "Start the check") -> dict[str, tuple[str, str]]:
    """Each step's state, and what the page says of it."""
    await visitor.click(start)
    await wait_until(visitor.page, ENDED)
    return {step: (state, text) for step, (state, text) in await visitor.page.evaluate(VERDICTS)}


async def state_of(visitor: Visitor, step: str) -> str | None:
    return await visitor.page.locator(f"[data-step='{step}']").get_attribute("data-state")
