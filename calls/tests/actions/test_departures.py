"""Every way in which a party can go, in every state of a call, for both roles: what the peer learns, and when."""

import asyncio
import secrets
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from calls.actions.absence.grace import GRACE, LOAD_GRACE, MEDIA_TAIL, RELOAD_GRACE, RING_GRACE
from calls.tests.client import ring, talk
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, until
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
    "is deleted": in_a_call(
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

    async def gone(self) -> None:
        """The server has removed the socket's row."""
        owner = self.goer.owner
        await asyncio.to_thread(until, lambda: owner.site.admin("connections", pk=owner.pk)["count"] == 0, "it is gone")

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


async def delete(scene: Scene) -> None:
    await scene.asks("delete", pk=scene.goer.owner.pk)


WAYS: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "says leave": say_leave,
    "closes": close,
    "goes away": go_away,
    "is cut off": cut,
    "signs out": sign_out,
    "is deactivated": deactivate,
    "is deleted": delete,
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
    people = {each: Person(site, each, home_worker=at if each == role else 0) for each in ROLES}
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
            assert here.peer.pending("leave") == []
            await here.asks("deadline", call=here.call, **{"pass": True})
        leave = await here.peer.expect("leave", call=here.call)
        assert leave["reason"] == expected.reason, here
        recorded = await here.asks("call", call=here.call)
        assert recorded == {"state": "ended", "reason": expected.reason}, here
        await end(here)

    await asyncio.gather(*(play(*case, expected) for case, expected in EXPECTED[way].items()))


async def close_after_going(scene: Scene) -> None:
    """As a page that reloads. While a call rings, `going` is refused: the page has no part in an accepted call."""
    await scene.goer.send("going")
    await scene.goer.close(1001)


@pytest.mark.parametrize("way", [close, close_after_going, cut])
async def test_a_party_that_returns_in_time_finds_its_call(site: Site, way: Callable[[Scene], Awaitable[None]]) -> None:
    async def play(state: str, role: str) -> None:
        here = await scene(site, state, role, at=1)
        await way(here)
        await here.gone()
        # A callee who has not answered may return on any device.
        party = None if (state, role) == ("ringing", "callee") else here.goer.hello["party"]
        again = await here.goer.owner.device(0, party=party)
        told = again.hello["call"]
        assert (told["call"], told["here"]) == (here.call, True), here
        left = (await here.asks("seconds_left", call=here.call))["seconds"]
        assert left is None if state != "ringing" else left > RING + 10, (here, left)
        assert here.peer.pending("leave") == []
        await again.send("leave", call=here.call)
        await here.peer.expect("leave", call=here.call)
        await end(here)

    await asyncio.gather(*(play(state, role) for state in STATES for role in ROLES))


async def test_a_renamed_party_has_not_gone(site: Site) -> None:
    async def play(state: str, role: str) -> None:
        here = await scene(site, state, role, at=1)
        former, name = here.goer.owner.name, f"renamed_{secrets.token_hex(3)}"
        await here.asks("rename", pk=here.goer.owner.pk, name=name)
        for device in (here.goer, here.peer):
            assert await device.expect("renamed") == {"type": "renamed", "former": former, "name": name}
            await device.send("sync")
            told = (await device.expect("hello"))["call"]
            assert (told["call"], told["here"]) == (here.call, True), here
            assert device.pending("leave") == [], here
        await here.goer.send("leave", call=here.call)
        assert (await here.peer.expect("leave", call=here.call))["name"] == name
        await end(here)

    await asyncio.gather(*(play(state, role) for state in STATES for role in ROLES))


def request(person: Person, method: str, path: str) -> int:
    """The status of a request to the person's own worker, with its cookie."""
    worker = person.worker(None)
    port = worker.port
    headers = {"Host": f"localhost:{port}", "Cookie": f"{worker.session_cookie}={person.cookie}"}
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers, method=method)
    with urllib.request.urlopen(asked, timeout=HANG) as answer:  # noqa: S310
        return int(answer.status)


async def test_a_page_that_loads_slowly_is_waited_for(alice: Person, bob: Person) -> None:
    """Browsers request the new page before they unload the old one."""
    caller, callee = await alice.device(), await bob.device()
    here = Scene(await talk(caller, callee), callee, caller)
    assert await asyncio.to_thread(request, bob, "GET", "/") == 200
    await close_after_going(here)
    await here.gone()
    await here.waits_at_most(LOAD_GRACE.total_seconds())
    # Its script asks for more time, until its modules are there.
    await here.asks("seconds_left", call=here.call, set=2)
    assert await asyncio.to_thread(request, bob, "POST", "/returning/") == 204
    await here.waits_at_most(RELOAD)
    again = await bob.device(party=callee.hello["party"])
    assert again.hello["call"]["here"]
    assert (await here.asks("seconds_left", call=here.call))["seconds"] is None
    assert caller.pending("leave") == []


async def test_a_page_that_is_loaded_keeps_nobody_elses_call(alice: Person, bob: Person, carol: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    here = Scene(await talk(caller, callee), callee, caller)
    await asyncio.to_thread(request, carol, "GET", "/")
    await close_after_going(here)
    await here.waits_at_most(RELOAD)
    await here.asks("seconds_left", call=here.call, set=5)
    for person in (carol, alice):
        await asyncio.to_thread(request, person, "POST", "/returning/")
    assert (await here.asks("seconds_left", call=here.call))["seconds"] <= 5


async def test_a_call_rings_on_while_the_callee_has_a_device(alice: Person, bob: Person) -> None:
    caller, callee, other = await alice.device(), await bob.device(), await bob.device(0)
    call = await ring(caller, callee)
    await other.expect("offer", call=call)
    await callee.close()
    await asyncio.to_thread(until, lambda: bob.site.admin("connections", pk=bob.pk)["count"] == 1, "it is gone")
    left = bob.site.admin("seconds_left", call=call)["seconds"]
    assert left > RING
    await other.send("accept", call=call)
    await caller.expect("accepted", call=call)


async def test_a_caller_who_leaves_is_waited_for_no_longer_once_the_callee_accepts(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    await caller.close()
    here = Scene(call, caller, callee)
    await here.waits_at_most(RELOAD)
    await callee.send("accept", call=call)
    await callee.expect("accepted", call=call)
    await here.waits_at_most(RELOAD)
    await here.asks("deadline", call=call, **{"pass": True})
    assert (await callee.expect("leave", call=call))["reason"] == "hung-up"


async def test_a_peer_that_still_gets_media_keeps_the_call(alice: Person, bob: Person) -> None:
    """A proxy that stops closes the sockets of its clients cleanly, too."""
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await callee.close()
    assert await caller.expect("away") == {"type": "away", "call": call}
    here = Scene(call, callee, caller)
    await caller.send("flowing", call=call)
    await caller.ping()
    await here.waits_at_most(RELOAD)
    await here.asks("seconds_left", call=call, set=RELOAD - MEDIA_TAIL.total_seconds())
    await caller.send("flowing", call=call)
    await caller.ping()
    assert LOST - 8 < (await here.asks("seconds_left", call=call))["seconds"] <= LOST
    await here.asks("deadline", call=call, **{"pass": True})
    assert (await caller.expect("leave", call=call))["reason"] == "lost"


@pytest.mark.slow
@pytest.mark.tier2
async def test_what_the_peer_of_a_dead_worker_learns(two_workers: Site) -> None:
    """Its lease runs out after 18 s; then its people are missing, as if they had been cut off."""
    doomed = await asyncio.to_thread(two_workers.add)
    at = [each for each in two_workers.workers if each.child.poll() is None].index(doomed)
    scenes = {(state, role): await scene(two_workers, state, role, at) for state in STATES for role in ROLES}
    for each in scenes.values():
        each.goer.may_break = True
    await asyncio.to_thread(doomed.kill)
    for (state, role), here in scenes.items():
        expected = EXPECTED["is cut off"][state, role]
        await here.waits_at_most(expected.seconds)
        assert here.peer.pending("leave") == []
        await here.asks("deadline", call=here.call, **{"pass": True})
        assert (await here.peer.expect("leave", call=here.call))["reason"] == expected.reason
    await end(*scenes.values())
