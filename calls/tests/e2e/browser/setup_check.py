"""Runs the page "Check my set-up" and reads its verdicts."""

from .visitor import Visitor, wait_until

#: Of each step: its state, and what the page says of it.
Verdicts = dict[str, tuple[str, str]]
VERDICTS = """() => [...document.querySelectorAll("[data-step]")].map((step) => {
  const text = (of) => step.querySelector(of).textContent.trim();
  return [step.dataset.step, [step.dataset.state, `${text(".check-text")} ${text(".check-advice")}`.trim()]];
})"""
ENDED = "!['waiting', 'running'].includes(document.getElementById('checkHead').dataset.state)"


async def run_check(visitor: Visitor, start: str = "Start the check") -> Verdicts:
    await visitor.click(start)
    await wait_until(visitor.page, ENDED)
    return {step: (state, text) for step, (state, text) in await visitor.page.evaluate(VERDICTS)}


async def state_of(visitor: Visitor, step: str) -> str | None:
    return await visitor.page.locator(f"[data-step='{step}']").get_attribute("data-state")


def expect_verdicts(verdicts: Verdicts, expected: Verdicts) -> None:
    """Each of these steps has this state, and these words in what the page says."""
    for step, (state, words) in expected.items():
        assert verdicts[step][0] == state, (step, verdicts)
        assert words in verdicts[step][1], (step, verdicts)
