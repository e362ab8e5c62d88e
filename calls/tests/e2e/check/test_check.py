"""The page "Check my set-up", with real devices of Chromium and a real coturn."""

import re

from playwright.async_api import expect

from calls.tests.e2e.browser.setup_check import run_check, state_of
from calls.tests.e2e.browser.visitor import talk, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

#: An address, or a part of a TURN credential: a time and a name.
SECRETS = re.compile(r"\d+\.\d+\.\d+\.\d+:|127\.0\.0\.1|\d{10}:|turn:")
KEEP_COPIES = """() => {
  navigator.clipboard.writeText = async (text) => { window.copied = text; };
}"""
KEEP_TRACKS = """() => {
  window.opened = [];
  for (const [owner, name] of [[navigator.mediaDevices, "getUserMedia"], [MediaStreamTrack.prototype, "clone"]]) {
    const open = owner[name];
    owner[name] = function (...args) {
      const made = open.apply(this, args);
      Promise.resolve(made).then((one) => opened.push(...(one.getTracks?.() ?? [one])));
      return made;
    };
  }
}"""
ALL_CLOSED = "opened.length > 0 && opened.every(({ readyState }) => readyState === 'ended')"


async def test_everything_works_and_the_report_is_copied(open_page: OpenPage, alice: Person, bob: Person) -> None:
    visitor, caller = await open_page(alice, "/check/"), await open_page(bob)
    await visitor.page.evaluate(KEEP_COPIES)
    await visitor.page.evaluate(KEEP_TRACKS)
    verdicts = await run_check(visitor)
    works = {"browser", "secure", "permissions", "microphone", "server", "turn-udp", "turn-tcp", "relay"}
    assert {step for step, (state, _) in verdicts.items() if state == "works"} == works, verdicts
    # The small camera of the tests; and what this site has not.
    assert verdicts["camera"][0] == "limited"
    assert re.search(r"320 . 240", verdicts["camera"][1])
    for step in ("stun", "turn-tls"):
        assert verdicts[step] == ("skipped", "Not set up on this site.")
    assert re.search(r"Mbit/s, .*% lost, round trip \d+ ms, UDP", verdicts["relay"][1])
    assert await visitor.page.evaluate(ALL_CLOSED)

    await visitor.click("Play a tone")
    await visitor.click("I heard it")
    await visitor.click("Record 3 seconds")
    await visitor.click("I heard myself")
    assert [await state_of(visitor, step) for step in ("speaker", "recording")] == ["works", "works"]
    await visitor.click("Copy report")
    await visitor.expect_text("Copied.")
    report = await visitor.page.evaluate("copied")
    assert "[Works] Relay over UDP (TURN): The relay was ready after" in report
    assert "ICE: relay" in report
    assert not SECRETS.search(report), report

    # Calls ring on this page, too, and a call stops the check.
    await visitor.click("Check again")
    await talk(caller, visitor)
    await visitor.click("Hang up")
    await visitor.expect_text("A call has stopped the check.")
    assert await visitor.page.evaluate(ALL_CLOSED)
    await expect(visitor.button("Start the check")).to_be_enabled()
    await wait_until(visitor.page, "!document.querySelector('[data-step][data-state=running]')")
