"""Two messages at the same instant on real sockets: one wins, and both sides agree. RACES=1000 runs more."""

import asyncio
import os
from typing import Any

import pytest

from calls.tests.client import ANSWER, OFFER, candidate, new_call, ring
from calls.tests.harness.device import Device, server_call
from calls.tests.harness.people import Person

ROUNDS = int(os.environ.get("RACES", "16"))
TAKES: list[dict[str, Any]] = [{"kind": "accept"}, {"kind": "answer", "answer": ANSWER}]


async def hang_up(device: Device, other: Device, call: str) -> None:
    await device.send("leave", call=call)
    await other.expect("leave", call=call, reason="hung-up")
    for each in (device, other):
        await each.ping()


def quiet(*devices: Device) -> None:
    """Nothing has come that was not waited for."""
    for device in devices:
        assert device.pending("error") == device.pending("leave") == device.pending("accepted") == [], (
            device.transcript()
        )


@pytest.mark.timeout(900 if ROUNDS > 100 else 180)
async def test_two_devices_answer_at_the_same_instant(alice: Person, bob: Person) -> None:
    caller, devices = await alice.device(), [await bob.device(0), await bob.device(1)]
    for number in range(ROUNDS):
        call = await ring(caller, devices[0])
        await devices[1].expect("offer", call=call)
        takes = [TAKES[number % 2], TAKES[number // 2 % 2]]
        await asyncio.gather(*(device.send(**take, call=call) for device, take in zip(devices, takes, strict=True)))
        for device in devices:
            await device.ping()
        winners = [at for at, device in enumerate(devices) if device.find("accepted", {"call": call})]
        assert len(winners) == 1, (number, devices[0].transcript(), devices[1].transcript())
        winner, loser = devices[winners[0]], devices[1 - winners[0]]
        assert (await loser.expect("error"))["code"] == "too-late"
        await loser.expect("leave", call=call, reason="answered-elsewhere")
        await caller.expect("accepted", call=call)
        if takes[winners[0]]["kind"] == "answer":
            await caller.expect("answer", call=call)
        shown = [await server_call(device) for device in (caller, winner, loser)]
        assert {(each["call"], each["state"]) for each in shown} == {(call, "active")}
        assert [each["here"] for each in shown] == [True, True, False]
        await winner.send("candidate", candidate=None)
        await caller.expect("candidate", call=call)
        await hang_up(caller, winner, call)
        quiet(caller, *devices)
        assert caller.pending("answer") == caller.pending("candidate") == [], "only the winner is heard"


@pytest.mark.timeout(900 if ROUNDS > 100 else 180)
async def test_both_call_each_other_at_the_same_instant(alice: Person, bob: Person) -> None:
    both = [await alice.device(), await bob.device()]
    for number in range(ROUNDS):
        own = [new_call(), new_call()]
        # Who is sent first takes turns: else the same one would win nearly always.
        order = [number % 2, 1 - number % 2]
        await asyncio.gather(
            *(both[me].send("offer", name=both[1 - me].owner.name, offer=OFFER, call=own[me]) for me in order)
        )
        accepted = [await device.expect("accepted") for device in both]
        call = accepted[0]["call"]
        assert call in own
        assert accepted[1]["call"] == call, (number, accepted)
        shown = [await server_call(device) for device in both]
        assert [(each["call"], each["state"], each["here"]) for each in shown] == [(call, "active", True)] * 2
        assert {each["role"] for each in shown} == {"caller", "callee"}
        callee = both[[each["role"] for each in shown].index("callee")]
        caller = both[1 - both.index(callee)]
        await callee.expect("offer", call=call)
        await callee.send("answer", answer=ANSWER, call=call)
        await caller.expect("answer", call=call)
        await hang_up(callee, caller, call)
        quiet(*both)
        assert [alice.site.admin("legs", pk=person.pk)["count"] for person in (alice, bob)] == [0, 0]


@pytest.mark.timeout(900 if ROUNDS > 100 else 180)
async def test_two_devices_take_a_call_over_at_the_same_instant(alice: Person, bob: Person) -> None:
    caller, devices = await alice.device(), [await bob.device(at) for at in range(3)]
    call = await ring(caller, devices[0])
    await devices[0].send("accept", call=call)
    await caller.expect("accepted", call=call)
    has = devices[0]
    for number in range(ROUNDS):
        takers = [device for device in devices if device is not has]
        on = (await server_call(takers[0]))["device"]
        order = takers if number % 2 else takers[::-1]
        await asyncio.gather(*(device.send("take", call=call, device=on) for device in order))
        for device in takers:
            await device.ping()
        winners = [device for device in takers if device.find("taken", {"call": call})]
        assert len(winners) == 1, (number, [device.transcript() for device in takers])
        loser = next(device for device in takers if device is not winners[0])
        assert (await loser.expect("error"))["code"] == "too-late"
        await has.expect("leave", call=call, reason="handed-over")
        await caller.expect("rejoin", call=call, handover=True)
        has = winners[0]
        shown = [
            await server_call(device) for device in (caller, has, *(device for device in devices if device is not has))
        ]
        assert [each["here"] for each in shown] == [True, True, False, False]
        assert {(each["call"], each["state"]) for each in shown} == {(call, "active")}
        await has.send("candidate", candidate=None)
        await caller.expect("candidate", call=call)
        await caller.send("candidate", candidate=None)
        await has.expect("candidate", call=call)
        for device in devices:
            assert device.pending("candidate") == []
    await hang_up(caller, has, call)


@pytest.mark.timeout(900 if ROUNDS > 100 else 180)
async def test_a_call_taken_back_at_once_is_on_the_device_in_the_database(alice: Person, bob: Person) -> None:
    """Devices on several workers take it from each other without waiting for anybody: words of it cross."""
    caller, devices = await alice.device(), [await bob.device(at) for at in range(3)]
    call = await ring(caller, devices[0])
    await devices[0].send("accept", call=call)
    await caller.expect("accepted", call=call)
    for number in range(ROUNDS):
        await asyncio.gather(*(device.send("take", call=call) for device in devices))
        for device in devices:
            await device.ping()
        for device in (caller, *devices):
            await device.wait_for_layer()
        has = [device for device in devices if (await server_call(device))["here"]]
        assert len(has) == 1, number
        await has[0].send("candidate", candidate=candidate(number), call=call)
        await caller.expect("candidate", candidate=candidate(number))
        await caller.send("candidate", candidate=candidate(number), call=call)
        await has[0].expect("candidate", candidate=candidate(number))
        # The last word that each page heard of it is true.
        for device in devices:
            told = [message["type"] for message in device.log if message["type"] in ("taken", "leave", "accepted")]
            assert (told[-1:] in (["taken"], ["accepted"])) == (device is has[0]), (number, device.transcript())
