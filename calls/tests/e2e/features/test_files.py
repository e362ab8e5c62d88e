"""Files between pages: offered, accepted or declined, complete to the last byte, beside the call."""

import asyncio
import re
from hashlib import shake_128
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from calls.tests.e2e.browser.chat import expect_messages, open_chat, open_chats, send_message
from calls.tests.e2e.browser.visitor import Visitor, force_rejoin
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG

MIB = 1024 * 1024
# What has come over the pages' channel so far.
BYTES = """async () => {
  const stats = await tests.connections.at(-1).getStats();
  return [...stats.values()].find((one) => one.type === "data-channel").bytesReceived;
}"""
MOVES = "async (bar) => { while (bar.value === 0) await new Promise((done) => setTimeout(done, 30)); }"
# A picture of two pixels.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000020000000108020000007b40e8dd0000000d494441"
    "54789c63f8cf0004ff01070001ffe2239e590000000049454e44ae426082"
)


def content(size: int) -> bytes:
    """Bytes that look like chance, and are the same each time."""
    return shake_128(b"%d" % size).digest(MIB) * (size // MIB) + shake_128(b"rest").digest(size % MIB)


async def send_files(visitor: Visitor, *paths: Path) -> None:
    async with visitor.page.expect_file_chooser() as coming:
        await visitor.click("Send a file")
    await (await coming.value).set_files(list(paths))


def file_card(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(".said-file").filter(has_text=name)


async def expect_file_state(visitor: Visitor, name: str, text: str | re.Pattern[str]) -> None:
    """Wait until the page says so of a file. On a busy machine a large one takes long."""
    await expect(file_card(visitor, name).locator(".file-state")).to_have_text(text, timeout=3 * HANG * 1000)


async def save_file(visitor: Visitor, name: str) -> bytes:
    async with visitor.page.expect_download() as coming:
        await visitor.click(f"Save {name}")
    download = await coming.value
    assert download.suggested_filename == name
    saved: bytes = await asyncio.to_thread((await download.path()).read_bytes)
    return saved


def write_file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


async def expect_progress(visitor: Visitor, name: str) -> None:
    """Wait until a part of the file has arrived."""
    await expect(file_card(visitor, name).locator("progress")).to_have_js_property("hidden", False)
    await file_card(visitor, name).locator("progress").evaluate(MOVES)


async def test_a_file_arrives_whole(open_page: OpenPage, alice: Person, bob: Person, tmp_path: Path) -> None:
    caller, callee = await open_chats(open_page, alice, bob)
    data = content(3 * MIB + 7)
    await send_files(caller, write_file(tmp_path, "notes.bin", data), write_file(tmp_path, "nothing.txt", b""))
    await expect_file_state(caller, "notes.bin", f"Waiting for {bob.name} to accept")
    await expect_file_state(callee, "notes.bin", f"{alice.name} wants to send you this file")
    await expect(file_card(callee, "notes.bin")).to_contain_text("3 MB")
    for name in ("notes.bin", "nothing.txt"):
        await callee.click(f"Accept {name}")
    for name, expected in (("notes.bin", data), ("nothing.txt", b"")):
        await expect_file_state(caller, name, "Sent")
        await expect_file_state(callee, name, "Received")
        assert await save_file(callee, name) == expected


@pytest.mark.tier2
async def test_a_declined_file_is_not_sent(open_page: OpenPage, alice: Person, bob: Person, tmp_path: Path) -> None:
    caller, callee = await open_chats(open_page, alice, bob)
    await send_files(caller, write_file(tmp_path, "secret.txt", content(2 * MIB)))
    await callee.click("Decline secret.txt")
    await expect_file_state(caller, "secret.txt", f"{bob.name} declined the file.")
    await expect_file_state(callee, "secret.txt", "You declined the file.")
    await expect(file_card(callee, "secret.txt").get_by_role("button")).to_have_count(0)
    assert await callee.page.evaluate(BYTES) < 10_000


@pytest.mark.tier2
async def test_a_file_that_is_too_large_is_not_offered(
    open_page: OpenPage, alice: Person, bob: Person, tmp_path: Path
) -> None:
    caller, callee = await open_chats(open_page, alice, bob)
    with (tmp_path / "film.mkv").open("wb") as film:
        film.truncate(100 * MIB + 1)
    await send_files(caller, tmp_path / "film.mkv")
    await expect_file_state(caller, "film.mkv", "Not sent: it is too large. The limit is 100 MB.")
    await send_message(caller, "that was too large")
    await expect_messages(callee, "that was too large")
    await expect(file_card(callee, "film.mkv")).to_have_count(0)


@pytest.mark.tier2
async def test_either_side_can_stop_it(open_page: OpenPage, alice: Person, bob: Person, tmp_path: Path) -> None:
    caller, callee = await open_chats(open_page, alice, bob)
    for name, stopper, other in (("one.bin", caller, callee), ("two.bin", callee, caller)):
        await send_files(caller, write_file(tmp_path, name, content(90 * MIB)))
        await callee.click(f"Accept {name}")
        await asyncio.gather(expect_progress(caller, name), expect_progress(callee, name))
        await stopper.click(f"Cancel {name}")
        await expect_file_state(stopper, name, "You stopped it.")
        await expect_file_state(other, name, f"{stopper.name} stopped it.")
    # The way is free again for the next one.
    await send_files(caller, write_file(tmp_path, "three.bin", content(1000)))
    await callee.click("Accept three.bin")
    await expect_file_state(callee, "three.bin", "Received")
    assert await save_file(callee, "three.bin") == content(1000)


@pytest.mark.tier2
async def test_a_file_transfer_does_not_disturb_media_and_chat(
    open_page: OpenPage, alice: Person, bob: Person, tmp_path: Path
) -> None:
    caller, callee = await open_chats(open_page, alice, bob)
    await send_files(caller, write_file(tmp_path, "big.bin", content(90 * MIB)))
    await callee.click("Accept big.bin")
    await asyncio.gather(expect_progress(caller, "big.bin"), expect_progress(callee, "big.bin"))
    await send_message(caller, "are you there?")
    await expect_messages(callee, "are you there?")
    await send_message(callee, "I am")
    await expect_messages(caller, "are you there?", "I am")
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    for visitor in (caller, callee):
        assert await file_card(visitor, "big.bin").get_attribute("data-state") == "flowing"
    await callee.click("Cancel big.bin")
    await expect_file_state(caller, "big.bin", f"{bob.name} stopped it.")


@pytest.mark.tier2
async def test_a_file_transfer_resumes_on_a_new_connection(
    open_page: OpenPage, alice: Person, bob: Person, tmp_path: Path
) -> None:
    caller, callee = await open_chats(open_page, alice, bob)
    data = content(80 * MIB)
    await send_files(caller, write_file(tmp_path, "long.bin", data))
    await callee.click("Accept long.bin")
    await expect_progress(callee, "long.bin")
    await force_rejoin(callee, caller)
    await expect_file_state(callee, "long.bin", "Received")
    await expect_file_state(caller, "long.bin", "Sent")
    assert 0 < await callee.page.evaluate(BYTES) < len(data), "only what was missing"
    assert await save_file(callee, "long.bin") == data


@pytest.mark.tier2
async def test_a_reload_of_the_senders_page_ends_it_and_of_the_receivers_asks_again(
    open_page: OpenPage, alice: Person, bob: Person, tmp_path: Path
) -> None:
    caller, callee = await open_chats(open_page, alice, bob)
    await send_files(caller, write_file(tmp_path, "lost.bin", content(90 * MIB)))
    await callee.click("Accept lost.bin")
    await expect_progress(callee, "lost.bin")
    await callee.page.reload()
    await callee.wait_for_state("active")
    await open_chat(callee)
    await expect_file_state(callee, "lost.bin", f"{alice.name} wants to send you this file")
    await callee.click("Accept lost.bin")
    await expect_progress(callee, "lost.bin")
    await caller.page.reload()
    await caller.wait_for_state("active")
    await expect_file_state(callee, "lost.bin", re.compile("page was reloaded. Ask for the file again"))


@pytest.mark.tier2
async def test_a_pasted_or_dropped_picture_is_shown_small(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_chats(open_page, alice, bob)
    for event in ("paste", "drop"):
        await caller.page.evaluate(
            """([kind, bytes]) => {
              const data = new DataTransfer();
              data.items.add(new File([new Uint8Array(bytes)], kind + ".png", { type: "image/png" }));
              const way = { bubbles: true, cancelable: true };
              const event = kind === "paste"
                ? new ClipboardEvent("paste", { ...way, clipboardData: data })
                : new DragEvent("drop", { ...way, dataTransfer: data });
              stage.dispatchEvent(event);
            }""",
            [event, list(PNG)],
        )
        await callee.click(f"Accept {event}.png")
        await expect_file_state(callee, f"{event}.png", "Received")
        for visitor in (caller, callee):
            await expect(file_card(visitor, f"{event}.png").locator("img")).to_be_visible()
        assert await save_file(callee, f"{event}.png") == PNG


@pytest.mark.tier2
async def test_unsaved_files_stay_after_the_call(
    open_page: OpenPage, alice: Person, bob: Person, tmp_path: Path
) -> None:
    caller, callee = await open_chats(open_page, alice, bob)
    await send_files(caller, write_file(tmp_path, "late.txt", b"late"))
    await callee.click("Accept late.txt")
    await expect_file_state(callee, "late.txt", "Received")
    await caller.click("Hang up")
    await callee.wait_for_state("idle")
    await callee.expect_text(f"{alice.name} sent you a file that is not saved yet.")
    assert await save_file(callee, "late.txt") == b"late"
    await expect(caller.page.locator("#unsaved")).to_be_empty()
