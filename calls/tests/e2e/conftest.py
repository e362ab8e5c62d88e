"""Browsers for the tests: one Chromium for the run, a context for each person."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright, expect

from calls.tests.e2e.browser.camera import film
from calls.tests.e2e.browser.stage import FAKE_DEVICES
from calls.tests.e2e.browser.visitor import Visitor, leave_all, visit
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG
from calls.tests.harness.services import program
from calls.tests.harness.sites import Site

# Quiet and dependable: no look-ups, no first-run pages, sound without a click, a moving test picture as the camera.
FLAGS = [
    "--no-sandbox", "--use-fake-device-for-media-stream", "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--no-default-browser-check", "--disable-default-apps", "--no-pings",
]  # fmt: skip
# A machine that is busy is slow, and not wrong.
expect.set_options(timeout=HANG * 1000)
OpenPage = Callable[..., Awaitable[Visitor]]


def without_defaults() -> list[str]:
    """Playwright keeps shared memory on the disk, as containers have little; that costs a tenth of the CPU time."""
    shared = Path("/dev/shm")  # noqa: S108  (its size is looked at)
    roomy = shared.is_dir() and shutil.disk_usage(shared).free > 1 << 30
    return ["--disable-dev-shm-usage"] if roomy else []


async def launched(*flags: str, path: str | Path = "") -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = path or program("chromium-headless-shell")
        browser = await playwright.chromium.launch(
            executable_path=path, args=[*FLAGS, *flags], ignore_default_args=without_defaults()
        )
        yield browser
        await browser.close()


@pytest.fixture(params=["two_workers"])
def site(request: pytest.FixtureRequest) -> Site:
    """The production shape; a test that is to run on one worker as well says so."""
    found: Site = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def small_camera() -> str:
    """The flag for a camera that costs little; with it, a browser has one camera."""
    return f"--use-file-for-fake-video-capture={film()}"


@pytest.fixture(scope="session")
async def chromium(small_camera: str) -> AsyncIterator[Browser]:
    """Grants camera and microphone without asking; its camera is a small one."""
    async for browser in launched("--use-fake-ui-for-media-stream", small_camera):
        yield browser


@pytest.fixture(scope="session")
async def strict_chromium() -> AsyncIterator[Browser]:
    """Grants nothing that a context was not given."""
    async for browser in launched():
        yield browser


@pytest.fixture
async def open_page(chromium: Browser) -> AsyncIterator[OpenPage]:
    """Opens the call page as a person; at the end no page may have logged an error."""
    visitors: list[Visitor] = []

    async def arrive(
        person: Person,
        path: str = "/",
        worker: int | None = None,
        browser: Browser = chromium,
        granted: bool = True,
        **options: Any,
    ) -> Visitor:
        visitors.append(await visit(browser, person, path, worker, granted, **options))
        return visitors[-1]

    yield arrive
    await leave_all(visitors)


@pytest.fixture(scope="session")
async def multi_device_chromium() -> AsyncIterator[Browser]:
    """Has three cameras; the second measures depth, and sends no picture to a peer."""
    fakes = "--use-fake-device-for-media-stream=device-count=3,fps=10"
    async for browser in launched("--use-fake-ui-for-media-stream", fakes):
        yield browser


@pytest.fixture
def open_device_page(open_page: OpenPage, multi_device_chromium: Browser) -> OpenPage:
    """Opens the page in a browser with several devices that the test can change (fake_devices.js)."""

    async def arrive(person: Person) -> Visitor:
        visitor = await open_page(person, browser=multi_device_chromium)
        await visitor.add_init_script(f"({FAKE_DEVICES})()")
        await visitor.page.evaluate(FAKE_DEVICES)
        return visitor

    return arrive
