"""A new version is deployed while pages are open and a call goes on: worker by worker, with other static files."""

import asyncio
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.async_api import Route, expect

from calls.tests.e2e.browser.visitor import Visitor, talk, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import ROOT, scratch
from calls.tests.harness.services import Postgres, Redis
from calls.tests.harness.sites import Site, Worker

pytestmark = pytest.mark.tier2
SOURCES = ("calls", "videochat", "templates", "static", "locale")
#: What the new version adds to each of its files, so that all of them have other names.
CHANGES = {
    "static/calls/main.js": 'document.documentElement.dataset.release = "new";\n',
    "static/calls/lazy.js": 'document.documentElement.dataset.lazyRelease = "new";\n',
    "static/calls/css/call_page.css": ":root { --release: new; }\n",
    "static/calls/css/site.css": ":root { --release: new; }\n",
}
LAZY = "JSON.parse(document.getElementById('config').textContent).lazy"
FRAMES = 50


class Deployment:
    """Two workers that run from a copy of the source, which a deployment changes."""

    def __init__(self, postgres: Postgres, redis: Redis, static_root: str, *, keeps_files: bool) -> None:
        self.tree, self.keeps_files = scratch("tree"), keeps_files
        for name in SOURCES:
            shutil.copytree(ROOT / name, self.tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy2(ROOT / "manage.py", self.tree)
        (self.tree / "node_modules").symlink_to(ROOT / "node_modules")
        collected = shutil.copytree(static_root, scratch("static"), dirs_exist_ok=True)
        self.site = Site(
            "deployment",
            postgres.create(f"deployment_{int(keeps_files)}", "migrated"),
            0,
            spare=2,
            REDIS_URL=redis.url,
            TEST_STATIC_ROOT=str(collected),
            PYTHONDONTWRITEBYTECODE="1",
        )

        class FromCopy(Worker):
            program = (str(self.tree / "manage.py"), "serve")

        self.kind = FromCopy
        for _ in range(2):
            self.site.add(FromCopy)

    def collect(self) -> None:
        """The new version's files, beside the old ones or, as in a new image, without them."""
        for name, line in CHANGES.items():
            with (self.tree / name).open("a") as source:
                source.write(line)
        if not self.keeps_files:
            self.site.env["TEST_STATIC_ROOT"] = str(scratch("static"))
        argv = [sys.executable, "manage.py", "collectstatic", "--noinput"]
        subprocess.run(argv, cwd=self.tree, env=self.site.env, capture_output=True, check=True)

    def restart(self, number: int) -> None:
        old = self.site.workers[number]
        assert old.stop() == 0
        self.site.workers[number] = self.kind(self.site.env, old.port)


@pytest.fixture(params=["its files stay", "its files go"])
def deployment(request: pytest.FixtureRequest, postgres: Postgres, static_root: str) -> Iterator[Deployment]:
    redis = Redis()
    made = Deployment(postgres, redis, static_root, keeps_files=request.param == "its files stay")
    yield made
    made.site.stop()
    redis.stop()


class LateFeatures:
    """A page whose features load only after the deployment: until then their request gets no answer."""

    def __init__(self, visitor: Visitor, address: str) -> None:
        self.visitor = visitor
        self.pattern = re.compile(re.escape(address) + r"(\?\d+)?$")
        self.missing = 0
        self.allowed = asyncio.Event()
        visitor.page.on("response", lambda response: self.note(response.url, response.status))

    def note(self, address: str, status: int) -> None:
        self.missing += status == 404 and self.pattern.search(address) is not None

    @classmethod
    async def open(cls, open_page: OpenPage, person: Person, address: str) -> "LateFeatures":
        late = cls(await open_page(person, "/healthz"), address)
        await late.visitor.page.route(late.pattern, late.hold)
        await late.visitor.open()
        return late

    async def hold(self, route: Route) -> None:
        await self.allowed.wait()
        await route.continue_()


async def expect_frames(*visitors: Visitor) -> None:
    """The peer's frames go on coming."""
    await asyncio.gather(*(visitor.page.evaluate("tests.watch()") for visitor in visitors))
    await asyncio.gather(*(visitor.page.evaluate("tests.shown", FRAMES) for visitor in visitors))


async def test_a_call_and_its_pages_go_on_through_a_deployment(deployment: Deployment, open_page: OpenPage) -> None:
    site, keeps_files = deployment.site, deployment.keeps_files
    alice, bob, carol, dave = (
        Person(site, name, home_worker=number % 2) for number, name in enumerate(("alice", "bob", "carol", "dave"))
    )
    caller = await open_page(alice)
    address = await caller.page.evaluate(LAZY)
    late, idle = [await LateFeatures.open(open_page, person, address) for person in (bob, carol)]
    callee = late.visitor
    await caller.install()
    (kept,) = await caller.page.evaluate("caches.keys()")
    await talk(caller, callee)
    for visitor in (caller, callee, idle.visitor):
        await visitor.page.evaluate("window.before = true")
    await asyncio.to_thread(deployment.collect)
    for number in range(2):
        await asyncio.to_thread(deployment.restart, number)
        await asyncio.gather(*(visitor.wait_for_online() for visitor in (caller, callee, idle.visitor)))
        await expect_frames(caller, callee)
    await expect(caller.button("Chat")).to_be_disabled()
    late.allowed.set()
    idle.allowed.set()
    if keeps_files:
        await asyncio.gather(*(expect(visitor.button("Chat")).to_be_enabled() for visitor in (caller, callee)))
        assert await idle.visitor.page.evaluate("window.before")
    else:
        await expect(idle.visitor.page.locator("html[data-release][data-started]")).to_be_attached()
        while late.missing < 5:
            await callee.page.wait_for_event("response")
        await expect_frames(caller, callee)
    assert [
        await visitor.page.evaluate("[window.before, tests.connections.length]") for visitor in (caller, callee)
    ] == [[True, 1]] * 2
    await caller.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    await callee.page.locator("#endNotice .notice-close").click()
    if not keeps_files:
        await expect(callee.page.locator("html[data-release][data-started]")).to_be_attached()
    for visitor in (caller, callee, idle.visitor):
        visitor.errors = [said for said in visitor.errors if "Failed to load resource" not in said]
        visitor.ignore_reconnect_errors()
    # Pages of both versions talk to each other.
    newcomer = await open_page(dave)
    await expect(newcomer.page.locator("html[data-release][data-lazy-release]")).to_be_attached()
    for visitor in (caller, callee, idle.visitor):
        await talk(newcomer, visitor)
        await asyncio.gather(*(expect(each.button("Chat")).to_be_enabled() for each in (newcomer, visitor)))
        await newcomer.click("Hang up")
        await asyncio.gather(newcomer.wait_for_state("idle"), visitor.wait_for_state("idle"))
    # What the installed site shows without a connection is of the new version, too, once a page has been loaded.
    await caller.page.reload()
    only_new = (
        f"async () => {{ const names = await caches.keys(); return names.length === 1 && names[0] !== '{kept}' }}"
    )
    await wait_until(caller.page, only_new)
