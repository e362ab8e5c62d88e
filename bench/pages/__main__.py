"""`python -m bench.pages`: a first visit of the call page, and a return to it. See README.md."""

import asyncio
import os
from pathlib import Path
from statistics import median
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, Page

from calls.tests.e2e.browser.visitor import wait_until
from calls.tests.e2e.conftest import launched
from calls.tests.harness.deployment.deployed import Deployed
from calls.tests.harness.network.chromium import program_with, trusting
from calls.tests.harness.people import Person
from calls.tests.harness.process import scratch
from calls.tests.harness.services import Postgres, Redis
from calls.tests.harness.sites import environment, manage

VISITS = int(os.environ.get("VISITS") or 5)
#: Bytes a second, and milliseconds that are added to each request.
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 1.6e6 / 8}
#: By row: the most requests, bytes and seconds.
GOALS: dict[str, tuple[float, float, float]] = {
    "first visit": (12, 120e3, 1.3),
    "return, warm cache": (12, 12e3, 0.5),
}
#: When the page is painted first, has loaded its files, and is usable. Seconds since the navigation.
NOTES = """() => {
  const usable = () => document.querySelector('#call[data-online="true"]') !== null;
  const seen = new MutationObserver(() => {
    if (!usable()) return;
    window.usable = performance.now() / 1000;
    seen.disconnect();
  });
  seen.observe(document, { subtree: true, attributes: true, attributeFilter: ["data-online"] });
}"""
TIMES = """() => ({
  painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime / 1000,
  loaded: performance.getEntriesByType("navigation")[0].loadEventEnd / 1000,
  usable: window.usable,
})"""
AT_REST = """() => {
  const { lazy } = JSON.parse(document.getElementById("config").textContent);
  const files = performance.getEntriesByType("resource");
  return files.some(({ name, responseEnd }) => name.endsWith(lazy) && responseEnd > 0);
}"""


class Traffic:
    """What a page gets over the network: requests, their protocols, and bytes with headers."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes: dict[str, float] = {}
        self.protocols: dict[str, str] = {}
        session.on("Network.responseReceived", self._on_response)
        session.on("Network.loadingFinished", self._on_finished)

    def _on_response(self, event: dict[str, Any]) -> None:
        response = event["response"]
        if not response.get("fromDiskCache") and not response["url"].startswith("data:"):
            self.protocols[event["requestId"]] = response["protocol"]

    def _on_finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.protocols:
            self.bytes[event["requestId"]] = event["encodedDataLength"]

    @property
    def sums(self) -> dict[str, float]:
        return {"requests": len(self.bytes), "bytes": sum(self.bytes.values())}


async def visit(context: BrowserContext) -> tuple[dict[str, float], dict[str, float], set[str]]:
    """What the page took until it was usable, the same once it is at rest, and the protocols."""
    page: Page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", LINE)
    traffic = Traffic(session)
    await page.goto("https://localhost/")
    await wait_until(page, "() => window.usable > 0")
    await page.wait_for_load_state()
    usable = traffic.sums | await page.evaluate(TIMES)
    await wait_until(page, AT_REST)
    await page.wait_for_load_state("networkidle")
    at_rest = traffic.sums
    await page.close()
    return usable, at_rest, set(traffic.protocols.values())


def row(name: str, visits: list[dict[str, float]]) -> str:
    found = {figure: median(visit[figure] for visit in visits) for figure in visits[0]}
    text = f"{name:32}{found['requests']:.0f} requests, {found['bytes'] / 1000:.1f} kB"
    if "usable" in found:
        text += f";  painted {found['painted']:.2f} s, loaded {found['loaded']:.2f} s, usable {found['usable']:.2f} s"
    if goal := GOALS.get(name):
        ratios = [found[figure] / most for figure, most in zip(("requests", "bytes", "usable"), goal, strict=True)]
        text += f";  {ratios[0]:.2f}, {ratios[1]:.2f} and {ratios[2]:.2f} of the goal"
    return text


def compressed() -> Path:
    """The static files, compressed as in production."""
    root = scratch("static")
    env = environment("sqlite://:memory:", TEST_STATIC_ROOT=str(root), TEST_BROTLI_QUALITY="11")
    manage("collectstatic", "--noinput", env=env)
    return root


async def main() -> None:
    redis, postgres = Redis(), Postgres()
    site = Deployed(postgres.create("pages"), redis.url, str(compressed()))
    try:
        path = program_with("chromium-headless-shell", trusting(site.authority))
        flags = f"--host-resolver-rules=MAP localhost:443 127.0.0.1:{site.haproxy.port}"
        first, later, returns = list[dict[str, float]](), list[dict[str, float]](), list[dict[str, float]]()
        protocols: set[str] = set()
        async for browser in launched(flags, path=path):
            for number in range(VISITS):
                context = await browser.new_context()
                await context.add_init_script(f"({NOTES})()")
                cookie: Any = Person(site, f"visitor{number}").browser_cookie()
                await context.add_cookies([cookie])
                for found in (first, returns):
                    usable, at_rest, spoken = await visit(context)
                    found.append(usable)
                    protocols |= spoken
                    if found is first:
                        later.append(at_rest)
                await context.close()
    finally:
        for process in (site, redis, postgres):
            process.stop()
    print(f"the call page at 1.6 Mbit/s and 150 ms a request, over {' and '.join(sorted(protocols))}:")
    print(row("first visit", first))
    print(row("the same, once it is at rest", later))
    print(row("return, warm cache", returns))


if __name__ == "__main__":
    asyncio.run(main())
