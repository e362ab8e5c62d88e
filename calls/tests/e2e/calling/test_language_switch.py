"""The switch of languages, in a browser: the pages before it, the socket, and the next device."""

from playwright.async_api import Page, expect

from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person


async def switch_to(page: Page, name: str, language: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()
    await expect(page.locator(f'html[lang="{language}"]')).to_be_attached()


async def test_the_switch_changes_this_page_those_before_it_and_the_next_device(
    open_page: OpenPage, alice: Person
) -> None:
    visitor = await open_page(alice)
    page = visitor.page
    await page.goto("/history/")
    await page.goto("/")
    await switch_to(page, "中文", "zh-hans")
    await expect(page.get_by_role("heading", level=1)).to_have_text("通讯录")
    # A script's words, and those of the socket.
    await page.get_by_role("searchbox").fill("nobody of this name")
    await visitor.expect_text("没有与“nobody of this name”匹配的用户")
    answer = await page.evaluate(
        """() => new Promise((resolve) => {
          const server = `${location.origin.replace("http", "ws")}/ws/signaling/`;
          const socket = new WebSocket(`${server}?language=${document.documentElement.lang}`);
          socket.onmessage = ({ data }) => {
            const message = JSON.parse(data);
            if (message.type === "hello") socket.send("[]");
            if (message.type === "error") resolve(message.message);
          };
        })"""
    )
    assert answer == "一帧应为一个 JSON 对象。"
    # To the page as it was before the switch, and before that.
    for path in ("/", "/history/"):
        await page.go_back()
        await page.wait_for_url(f"**{path}")
        await expect(page.locator('html[lang="zh-hans"]')).to_be_attached()
    another = await open_page(alice)
    await expect(another.page.locator('html[lang="zh-hans"]')).to_be_attached()
    await switch_to(another.page, "English", "en")
