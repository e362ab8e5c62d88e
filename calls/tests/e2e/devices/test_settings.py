"""The dialog "Sound and video": devices are chosen, tested, remembered, and switched without a gap."""

import asyncio

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.settings_dialog import open_settings, settings
from calls.tests.e2e.browser.visitor import Visitor, talk, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

SECOND_CAMERA, SECOND_MICROPHONE, SECOND_SPEAKER = "fake_device_2", "Fake Audio Input 2", "Fake Audio Output 2"


async def choose_device(visitor: Visitor, kind: str, label: str) -> None:
    await settings(visitor).get_by_label(kind, exact=True).select_option(label=label)


async def expect_meter_moves(visitor: Visitor) -> None:
    seen = "new Set(window.levels ??= []).size > 2"
    level = "levels.push(settingsMeter.getAttribute('aria-valuenow'))"
    await wait_until(visitor.page, f"() => {{ const enough = {seen}; {level}; return enough; }}")


async def expect_preview_moves(visitor: Visitor) -> None:
    await wait_until(visitor.page, "() => settingsPreview.getVideoPlaybackQuality().totalVideoFrames > 5")


@pytest.mark.tier2
async def test_the_people_page_uses_the_devices_only_while_its_settings_are_open(
    open_device_page: OpenPage, alice: Person
) -> None:
    visitor = await open_device_page(alice)
    assert await visitor.page.evaluate("fakeDevices.tracks.length") == 0
    dialog = await open_settings(visitor)
    await asyncio.gather(expect_preview_moves(visitor), expect_meter_moves(visitor))
    assert await visitor.page.evaluate("getComputedStyle(settingsPreview).transform") == "matrix(-1, 0, 0, 1, 0, 0)"
    for kind, label in (("Camera", SECOND_CAMERA), ("Microphone", SECOND_MICROPHONE), ("Speaker", SECOND_SPEAKER)):
        assert label in await dialog.get_by_label(kind, exact=True).inner_text()
    await visitor.click("Done")
    await expect(dialog).to_be_hidden()
    await wait_until(visitor.page, "() => fakeDevices.live().length === 0")
    await expect(visitor.button("Settings")).to_be_focused()


async def test_the_chosen_devices_are_used_in_every_call(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await open_settings(callee)
    await expect_preview_moves(callee)
    await choose_device(callee, "Camera", SECOND_CAMERA)
    await choose_device(callee, "Microphone", SECOND_MICROPHONE)
    await choose_device(callee, "Speaker", SECOND_SPEAKER)
    await callee.page.reload()
    await callee.wait_for_state("idle")
    await talk(caller, callee)
    assert await callee.page.evaluate("fakeDevices.live().sort()") == [SECOND_MICROPHONE, SECOND_CAMERA]
    named = (
        "(await navigator.mediaDevices.enumerateDevices()).find((one) => one.deviceId === remoteVideo.sinkId)?.label"
    )
    await wait_until(callee.page, f"async () => {named} === '{SECOND_SPEAKER}'")


@pytest.mark.tier2
async def test_a_missing_chosen_device_is_skipped_and_stays_chosen(open_device_page: OpenPage, alice: Person) -> None:
    visitor = await open_device_page(alice)
    await open_settings(visitor)
    await expect_preview_moves(visitor)
    await choose_device(visitor, "Camera", SECOND_CAMERA)
    await wait_until(visitor.page, f"() => fakeDevices.live().includes('{SECOND_CAMERA}')")
    await visitor.click("Done")
    await visitor.page.evaluate(f"fakeDevices.unplug('{SECOND_CAMERA}')")
    dialog = await open_settings(visitor)
    await visitor.expect_text("Using fake_device_0 until it is back.")
    camera = dialog.get_by_label("Camera", exact=True)
    await expect(camera.locator("option:checked")).to_have_text(f"{SECOND_CAMERA} (not connected)")
    await visitor.page.evaluate(f"fakeDevices.plug('{SECOND_CAMERA}')")
    await expect(camera.locator("option:checked")).to_have_text(SECOND_CAMERA)
    await wait_until(visitor.page, f"() => fakeDevices.live().includes('{SECOND_CAMERA}')")


@pytest.mark.tier2
async def test_a_device_with_a_new_id_is_recognized_by_its_label(open_device_page: OpenPage, alice: Person) -> None:
    visitor = await open_device_page(alice)
    kept = f'{{"camera":{{"id":"of last year","label":"{SECOND_CAMERA}"}}}}'
    await visitor.page.evaluate(f"localStorage.setItem('videochat.devices', '{kept}')")
    dialog = await open_settings(visitor)
    await wait_until(visitor.page, f"() => fakeDevices.live().includes('{SECOND_CAMERA}')")
    camera = dialog.get_by_label("Camera", exact=True)
    await expect(camera.locator("option:checked")).to_have_text(SECOND_CAMERA)


@pytest.mark.tier2
async def test_a_call_taken_while_the_settings_are_open_goes_on_with_the_same_tracks(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await open_settings(callee)
    await expect_preview_moves(callee)
    # A ring that ends by itself leaves the preview alone.
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await caller.click("Hang up")
    await callee.wait_for_state("idle")
    assert len(await callee.page.evaluate("fakeDevices.live()")) == 2
    await talk(caller, callee)
    await expect(settings(callee)).to_be_hidden()
    assert await callee.page.evaluate("fakeDevices.tracks.length") == 2
    await callee.click("Hang up")
    await wait_until(callee.page, "() => fakeDevices.live().length === 0")


@pytest.mark.tier2
async def test_a_voice_call_taken_while_the_settings_are_open_lets_go_of_the_camera(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await callee.page.evaluate("fakeDevices.setMicrophoneLevel(0.5)")
    await open_settings(callee)
    await expect_preview_moves(callee)
    await caller.search(bob.name)
    await caller.click(f"Voice call to {bob.name}")
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await caller.expect_media(picture=False)
    await wait_until(callee.page, "() => fakeDevices.live().length === 1 && fakeDevices.sentTrack('video') === null")
    await callee.expect_button("Camera", pressed=False)


@pytest.mark.tier2
async def test_switching_in_a_call_leaves_no_gap(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await talk(caller, callee)
    await open_settings(callee)
    await asyncio.gather(expect_preview_moves(callee), expect_meter_moves(callee))
    await caller.page.evaluate("tests.watch()")
    await caller.expect_media()
    # On a busy machine there are gaps in any picture.
    calm = await caller.page.evaluate("tests.gap()")
    await caller.page.evaluate("tests.watch()")
    await choose_device(callee, "Camera", SECOND_CAMERA)
    await choose_device(callee, "Microphone", SECOND_MICROPHONE)
    await wait_until(
        callee.page,
        f"() => fakeDevices.sentTrack('video').label === '{SECOND_CAMERA}'"
        f" && fakeDevices.sentTrack('audio').label === '{SECOND_MICROPHONE}'",
    )
    await wait_until(callee.page, "() => fakeDevices.live().length === 2")
    await caller.expect_media()
    assert await caller.page.evaluate("tests.gap()") < max(1000, 4 * calm)
    assert await callee.page.evaluate("tests.connections.length") == 1


@pytest.mark.tier2
async def test_a_muted_microphone_stays_muted_on_another_device(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await talk(caller, callee)
    await callee.click("Microphone")
    await callee.click("Camera")
    await callee.expect_button("Camera", pressed=False)
    await wait_until(callee.page, "() => fakeDevices.live().length === 1")
    await open_settings(callee)
    await callee.expect_text("You are muted. The meter still shows your microphone\u2019s level.")
    await callee.expect_text("Your camera is off")
    await expect_meter_moves(callee)
    await choose_device(callee, "Camera", SECOND_CAMERA)
    await choose_device(callee, "Microphone", SECOND_MICROPHONE)
    await wait_until(callee.page, f"() => fakeDevices.sentTrack('audio').label === '{SECOND_MICROPHONE}'")
    await wait_until(callee.page, "() => fakeDevices.live().length === 1")
    assert await callee.page.evaluate("fakeDevices.sentTrack('audio').enabled") is False
    await callee.click("Done")
    await callee.expect_button("Microphone", pressed=False)
    await caller.expect_text(f"{bob.name} is muted")
    await callee.click("Camera")
    await wait_until(callee.page, f"() => fakeDevices.live().includes('{SECOND_CAMERA}')")


@pytest.mark.tier2
async def test_voice_processing_is_switched_in_a_call_and_remembered(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await talk(caller, callee)
    dialog = await open_settings(callee)
    switches = {
        "Automatic gain": "autoGainControl",
        "Echo cancellation": "echoCancellation",
        "Noise suppression": "noiseSuppression",
    }
    for label, name in switches.items():
        # The way from one treatment to another leads over none.
        await wait_until(callee.page, f"() => fakeDevices.sentTrack('audio')?.getSettings().{name} === true")
        await dialog.get_by_role("switch", name=label).uncheck()
        await wait_until(callee.page, f"() => fakeDevices.sentTrack('audio').getSettings().{name} === false")
    await caller.expect_media()
    await dialog.get_by_role("switch", name="Automatic gain").check()
    await wait_until(callee.page, "() => fakeDevices.sentTrack('audio').getSettings().autoGainControl === true")
    await callee.page.reload()
    await callee.wait_for_state("active")
    dialog = await open_settings(callee)
    await expect(dialog.get_by_role("switch", name="Echo cancellation")).not_to_be_checked()
    await expect(dialog.get_by_role("switch", name="Automatic gain")).to_be_checked()
    await wait_until(
        callee.page,
        "() => tests.connections.at(-1).getSenders().find(({ track }) => track?.kind === 'audio')"
        ".track.getSettings().echoCancellation === false",
    )


@pytest.mark.tier2
async def test_the_test_sound_comes_from_the_chosen_speaker(open_device_page: OpenPage, alice: Person) -> None:
    visitor = await open_device_page(alice)
    await visitor.page.evaluate("""() => {
        window.played = [];
        const play = HTMLMediaElement.prototype.play;
        HTMLMediaElement.prototype.play = function () {
            if (this instanceof HTMLAudioElement && !this.id) listen(this);
            return play.call(this);
        };
        const listen = (element) => {
            const context = new AudioContext();
            const ear = new AnalyserNode(context);
            context.createMediaStreamSource(element.srcObject).connect(ear);
            const samples = new Float32Array(ear.fftSize);
            const look = () => {
                ear.getFloatTimeDomainData(samples);
                played.push([element.sinkId, Math.max(...samples)]);
                if (element.srcObject) requestAnimationFrame(look);
            };
            look();
        };
    }""")
    await open_settings(visitor)
    await expect_preview_moves(visitor)
    await choose_device(visitor, "Speaker", SECOND_SPEAKER)
    await visitor.click("Play a test sound")
    await wait_until(visitor.page, "() => played.some(([, loudness]) => loudness > 0.05)")
    chosen = await visitor.page.evaluate("JSON.parse(localStorage.getItem('videochat.devices')).speaker.id")
    assert {sink for sink, _ in await visitor.page.evaluate("played")} == {chosen}


@pytest.mark.tier2
async def test_the_trouble_dialog_leads_to_another_device(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await callee.page.evaluate("""() => {
        const ask = navigator.mediaDevices.getUserMedia;
        navigator.mediaDevices.getUserMedia = async (wanted) => {
            const { label } = (await navigator.mediaDevices.enumerateDevices())
                .find(({ deviceId }) => deviceId === wanted.video?.deviceId?.exact) ?? {};
            if (wanted.video && label !== 'fake_device_2') throw new DOMException("busy", "NotReadableError");
            return ask(wanted);
        };
    }""")
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await callee.button("Continue without").wait_for()
    await callee.click("Settings")
    await callee.expect_text("another program may be using it")
    await choose_device(callee, "Camera", SECOND_CAMERA)
    await expect_preview_moves(callee)
    await expect(callee.page.get_by_text("another program may be using it")).to_be_hidden()
    await caller.expect_media()


@pytest.mark.tier2
async def test_a_speaker_that_answers_after_the_dialog_was_closed_opens_no_microphone(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await talk(caller, callee)
    await callee.page.evaluate("""() => {
        const { clone } = MediaStreamTrack.prototype;
        tests.clones = [];
        MediaStreamTrack.prototype.clone = function () {
            tests.clones.push(clone.call(this));
            return tests.clones.at(-1);
        };
        tests.directed = [];
        HTMLMediaElement.prototype.setSinkId = () => new Promise((resolve) => { tests.directed.push(resolve); });
    }""")
    await open_settings(callee)
    await wait_until(callee.page, "tests.clones.length === 1")
    await choose_device(callee, "Speaker", SECOND_SPEAKER)
    await wait_until(callee.page, "tests.directed.length === 3")
    await callee.click("Done")
    await expect(settings(callee)).to_be_hidden()
    # The dialog hears of it once every element has answered.
    await callee.page.evaluate(
        "() => { for (const answer of tests.directed) answer(); return new Promise((done) => setTimeout(done)); }"
    )
    await callee.click("Hang up")
    await callee.wait_for_state("idle")
    await wait_until(callee.page, "tests.clones.every(({ readyState }) => readyState === 'ended')", limit=5)
