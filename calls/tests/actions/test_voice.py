"""Voice calls: every device is told that the call has no video. A call without that field is a video call."""

import asyncio

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains

from calls.models import Call, CallLeg, User
from calls.tests.client import ANSWER, OFFER, new_call, ring
from calls.tests.harness.people import Person


async def test_both_are_told_that_it_is_a_voice_call(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = new_call()
    await caller.send("offer", name=bob.name, offer=OFFER, call=call, video=False)
    assert (await callee.expect("offer", call=call))["video"] is False
    late = await bob.device()
    assert late.hello["call"]["video"] is False
    await callee.send("accept", call=call)
    for device in (caller, callee):
        assert (await device.expect("accepted", call=call))["video"] is False
    # After a reload the page knows it again.
    for person, device in ((alice, caller), (bob, callee)):
        again = await person.device(party=device.hello["party"])
        assert again.hello["call"]["video"] is False


async def test_a_call_without_the_field_is_a_video_call(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = new_call()
    await caller.send("offer", name=bob.name, offer=OFFER, call=call)
    assert (await callee.expect("offer", call=call))["video"] is True
    await callee.send("answer", name=alice.name, answer=ANSWER)
    assert (await caller.expect("accepted", call=call))["video"] is True


async def test_a_renegotiation_keeps_the_kind_of_call(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee, video=False)
    await callee.send("accept", call=call)
    await caller.expect("accepted")
    await caller.send("offer", name=bob.name, offer=OFFER, call=call, video=True)
    assert "video" not in await callee.expect("offer", call=call)
    again = await alice.device(party=caller.hello["party"])
    assert again.hello["call"]["video"] is False


async def test_the_same_offer_again_stays_what_it_was(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee, video=False)
    await caller.send("offer", name=bob.name, offer=OFFER, call=call)
    assert (await callee.expect("offer", call=call))["video"] is False


@pytest.mark.parametrize("video", [None, 0, "false", []])
async def test_video_is_true_or_false(alice: Person, bob: Person, video: object) -> None:
    caller = await alice.device()
    await bob.device()
    await caller.send("offer", name=bob.name, offer=OFFER, video=video)
    assert (await caller.expect("error"))["code"] == "invalid-message"


@pytest.mark.parametrize("alices, bobs", [(True, False), (False, True)])
async def test_the_surviving_call_decides_when_a_voice_call_crosses_a_video_call(
    alice: Person, bob: Person, alices: bool, bobs: bool
) -> None:
    one, two = await alice.device(), await bob.device()
    video = {new_call(): alices, new_call(): bobs}
    mine, yours = video
    await asyncio.gather(
        one.send("offer", name=bob.name, offer=OFFER, call=mine, video=alices),
        two.send("offer", name=alice.name, offer=OFFER, call=yours, video=bobs),
    )
    for device in (one, two):
        accepted = await device.expect("accepted")
        assert accepted["video"] is video[accepted["call"]]


async def test_a_missed_voice_call_stands_in_the_record(alice: Person, bob: Person) -> None:
    caller = await alice.device()
    call = new_call()
    await caller.send("offer", name=bob.name, offer=OFFER, call=call, video=False)
    assert (await caller.expect("leave", call=call))["reason"] == "offline"
    assert alice.site.admin("video", call=call)["video"] is False


@pytest.mark.django_db
def test_the_history_tells_voice_calls_and_offers_either_kind_again(client: Client) -> None:
    alice, bob, carol = (User.objects.create_user(name) for name in ("alice", "bob", "carol"))
    for peer, video in ((bob, False), (carol, True)):
        call = Call.objects.create(caller=alice, callee=peer, state="ended", reason="declined",
                                   placed_at=timezone.now(), ended_at=timezone.now(), video=video)  # fmt: skip
        for person in (alice, peer):
            CallLeg.objects.create(call=call, user=person, live=False)
    client.force_login(alice)
    page = client.get("/history/")
    assertContains(page, "Voice call placed:", 1)
    assertContains(page, "Call placed:", 1)
    for name in ("bob", "carol"):
        assertContains(page, f'aria-label="Call {name}"', 1)
        assertContains(page, f'aria-label="Voice call to {name}"', 1)
