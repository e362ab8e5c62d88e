"""Every way in which a party can go, in every state of a call, for both roles: what the peer learns, and when."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from calls.actions.grace import GRACE, RELOAD_GRACE, RING_GRACE
from calls.tests.client import ring, talk
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.process import until
from calls.tests.harness.sites import Site

STATES = ("ringing", "connecting", "active")
ROLES = ("caller", "callee")
AT_ONCE = 0.0
RELOAD, RING, LOST = (grace.total_seconds() for grace in (RELOAD_GRACE, RING_GRACE, GRACE))


@dataclass(frozen=True)
class Learns:
    """The reason in the peer's `leave`, and after how many seconds at most it comes."""

    reason: str
    seconds: float


def in_a_call(learns: Learns, *, caller: Learns, callee: Learns) -> dict[tuple[str, str], Learns]:
    """`caller` and `callee` say what the peer learns if that one goes while it rings."""
    table = {(state, role): learns for state in STATES for role in ROLES}
    return table | {("ringing", "caller"): caller, ("ringing", "callee"): callee}


#: By the way of going: what the peer learns, by the call's state and the role of the one who goes.
EXPECTED = {
    "says leave": in_a_call(
        Learns("hung-up", AT_ONCE), caller=Learns("cancelled", AT_ONCE), callee=Learns("declined", AT_ONCE)
    ),
    "closes": in_a_call(
        Learns("hung-up", RELOAD), caller=Learns("cancelled", RELOAD), callee=Learns("offline", RELOAD)
    ),
    "goes away": in_a_call(
        Learns("hung-up", RELOAD), caller=Learns("cancelled", RELOAD), callee=Learns("offline", RELOAD)
    ),
    "is cut off": in_a_call(Learns("lost", LOST), caller=Learns("cancelled", RING), callee=Learns("offline", RING)),
    "signs out": in_a_call(
        Learns("hung-up", AT_ONCE), caller=Learns("cancelled", AT_ONCE), callee=Learns("offline", AT_ONCE)
    ),
    "is deactivated": in_a_call(
        Learns("hung-up", AT_ONCE), caller=Learns("cancelled", AT_ONCE), callee=Learns("offline", AT_ONCE)
    ),
}


@dataclass
class Scene:
    """A call, and the one of the two who goes."""

    call: str
    goer: Device
    peer: Device

    async def asks(self, do: str, **asked: object) -> dict[str, Any]:
        return await asyncio.to_thread(self.goer.owner.site.admin, do, **asked)

    async def waits_at_most(self, seconds: float) -> None:
        """The call is about to end by itself within this time, and not much sooner."""

        def is_bounded() -> bool:
            left = self.goer.owner.site.admin("seconds_left", call=self.call)["seconds"]
            return left is not None and left <= seconds

        await asyncio.to_thread(until, is_bounded, f"the call ends within {seconds:g} s")
        left = (await self.asks("seconds_left", call=self.call))["seconds"]
        assert seconds - 8 < left <= seconds, (self, left)

    def __repr__(self) -> str:
        return f"{self.goer}, call {self.call}"


async def say_leave(scene: Scene) -> None:
    await scene.goer.send("leave", call=scene.call)


async def close(scene: Scene) -> None:
    await scene.goer.close()


async def go_away(scene: Scene) -> None:
    await scene.goer.close(1001)


async def cut(scene: Scene) -> None:
    await scene.goer.cut()


async def sign_out(scene: Scene) -> None:
    await scene.asks("end_session", cookie=scene.goer.owner.cookie)


async def deactivate(scene: Scene) -> None:
    await scene.asks("deactivate", pk=scene.goer.owner.pk)


WAYS: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "says leave": say_leave,
    "closes": close,
    "goes away": go_away,
    "is cut off": cut,
    "signs out": sign_out,
    "is deactivated": deactivate,
}


async def begin(caller: Device, callee: Device, state: str) -> str:
    """A call in this state; "connecting" has been accepted, and not answered."""
    if state == "active":
        return await talk(caller, callee)
    call = await ring(caller, callee)
    if state == "connecting":
        await callee.send("accept", call=call)
        await caller.expect("accepted", call=call)
    return call


async def scene(site: Site, state: str, role: str, at: int = 0) -> Scene:
    """The one who goes is on worker `at`, the peer on the first."""
    people = {each: Person(site, each, home=at if each == role else 0) for each in ROLES}
    devices = {each: await people[each].device() for each in ROLES}
    call = await begin(devices["caller"], devices["callee"], state)
    return Scene(call, devices[role], devices["callee" if role == "caller" else "caller"])


async def end(*scenes: Scene) -> None:
    for each in scenes:
        for device in (each.goer, each.peer):
            await device.owner.leave()


@pytest.mark.parametrize("way", EXPECTED)
async def test_what_the_peer_learns(site: Site, way: str) -> None:
    async def play(state: str, role: str, expected: Learns) -> None:
        here = await scene(site, state, role, at=1)
        await WAYS[way](here)
        if expected.seconds:
            await here.waits_at_most(expected.seconds)
            assert here.peer.got("leave") == []
            await here.asks("deadline", call=here.call, **{"pass": True})
        leave = await here.peer.expect("leave", call=here.call)
        assert leave["reason"] == expected.reason, here
        recorded = await here.asks("call", call=here.call)
        assert recorded == {"state": "ended", "reason": expected.reason}, here
        await end(here)

    await asyncio.gather(*(play(*case, expected) for case, expected in EXPECTED[way].items()))
