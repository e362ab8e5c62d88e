"""Random interleavings of actions of three people on several devices, checked against a reference model."""

import asyncio
import os
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from calls.tests.client import ANSWER, OFFER, candidate, new_call
from calls.tests.harness.device import Device
from calls.tests.harness.document import REASONS
from calls.tests.harness.people import Person
from calls.tests.harness.process import until
from calls.tests.harness.reference_model import GOES_ON, Model, Tab, View
from calls.tests.harness.sites import Site

pytestmark = pytest.mark.tier2

NAMES = ("alice", "bob", "carol")
MOST_TABS = 3
FRAMES: dict[str, dict[str, Any]] = {
    "ringing": {},
    "accept": {},
    "answer": {"answer": ANSWER},
    "candidate": {"candidate": candidate()},
    "going": {},
    "take": {},
    "leave": {},
}
quick = settings(
    max_examples=int(os.environ.get("MODEL_EXAMPLES", "12")),
    deadline=None,
    derandomize=True,
    database=None,
    # A message that never comes costs HANG seconds, and shrinking would wait for it a hundred times.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Step(NamedTuple):
    do: str
    who: int
    tab: int
    to: int


def steps(*kinds: str) -> st.SearchStrategy[list[Step]]:
    one = st.builds(Step, st.sampled_from(kinds), st.integers(0, 2), st.integers(0, MOST_TABS - 1), st.integers(0, 2))
    return st.lists(one, min_size=8, max_size=30)


class Rig:
    """Three people with two tabs each, and the sockets that their tabs have just now."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.people = [Person(site, name, home_worker=at) for at, name in enumerate(NAMES)]
        self.model = Model()
        self.devices: dict[Tab, Device] = {}
        self.tokens: dict[Tab, str] = {}

    async def __aenter__(self) -> "Rig":
        await asyncio.gather(
            *(self.open(Tab(person.name, number), number) for person in self.people for number in (0, 1))
        )
        return self

    async def __aexit__(self, *_error: object) -> None:
        for person in self.people:
            await person.leave()

    def person(self, name: str) -> Person:
        return next(person for person in self.people if person.name == name)

    def tab(self, step: Step) -> Tab | None:
        there = self.model.tabs(self.people[step.who].name)
        return there[step.tab % len(there)] if there else None

    async def open(self, tab: Tab, at: int) -> None:
        self.devices[tab] = await self.person(tab.person).device(at, self.tokens.get(tab))
        self.tokens[tab] = self.devices[tab].hello["party"]
        if tab not in self.model.open:
            self.model.open.append(tab)

    async def come_back(self, tab: Tab, at: int, *, dropped: bool) -> None:
        old = self.devices[tab]
        if dropped:
            await old.cut()
        await self.open(tab, at)
        if not dropped:
            assert await old.wait_closed() == 4409

    async def close(self, tab: Tab) -> None:
        await self.devices.pop(tab).cut()
        self.model.open.remove(tab)
        pk, left = self.person(tab.person).pk, len(self.model.tabs(tab.person))
        gone = lambda: self.site.admin("connections", pk=pk)["count"] == left  # noqa: E731
        await asyncio.to_thread(until, gone, "the socket's row is gone")

    async def newcomer(self, step: Step) -> None:
        name = self.people[step.who].name
        if len(self.model.tabs(name)) < MOST_TABS:
            number = next(n for n in range(100) if Tab(name, n) not in self.tokens)
            await self.open(Tab(name, number), step.to)

    def agrees(self, tab: Tab, hello: dict[str, Any]) -> None:
        shown = hello["call"] and {key: hello["call"][key] for key in ("call", "name", "role", "state", "here")}
        assert shown == self.model.hello(tab), (tab, shown)

    def record_agrees(self) -> None:
        for call in self.model.calls.values():
            assert self.site.admin("call", call=call.id) == {"state": call.state, "reason": call.reason}
        for person in self.people:
            live = 1 if self.model.live(person.name) else 0
            assert self.site.admin("legs", pk=person.pk)["count"] == live

    def aim(self, tab: Tab) -> str:
        """The call that a frame of this tab is about: its person's, or the last one there was."""
        live = self.model.live(tab.person)
        return live.id if live else next(reversed(self.model.calls), new_call())


@quick
@given(
    script=steps(
        "place", "place", "place", "again", "newcomer", "close", "back", "taken over", "sync", "leave", *FRAMES
    )
)
async def test_after_every_action_each_device_hears_what_the_model_says(site: Site, script: list[Step]) -> None:
    async with Rig(site) as rig:
        for step in script:
            tab = rig.tab(step)
            if step.do == "newcomer":
                await rig.newcomer(step)
            elif tab is None:
                continue
            elif step.do == "close":
                await rig.close(tab)
            elif step.do in ("back", "taken over"):
                await rig.come_back(tab, step.to, dropped=step.do == "back")
                rig.agrees(tab, rig.devices[tab].hello)
            else:
                await obey(rig, tab, step)
        for tab in rig.model.open:
            await rig.devices[tab].send("sync")
            rig.agrees(tab, await rig.devices[tab].expect("hello"))
            assert rig.devices[tab].inbox == [], f"{tab} heard more than the model says"
        rig.record_agrees()


async def obey(rig: Rig, tab: Tab, step: Step) -> None:
    """One frame, and all that comes of it."""
    device = rig.devices[tab]
    if step.do == "sync":
        await device.send("sync")
        return rig.agrees(tab, await device.expect("hello"))
    if step.do in ("place", "again"):
        to, call = rig.people[step.to].name, rig.aim(tab) if step.do == "again" else new_call()
        told = rig.model.place(tab, to, call)
        await device.send("offer", name=to, offer=OFFER, call=call)
    else:
        call = rig.aim(tab)
        told = getattr(rig.model, step.do)(tab, call)
        await device.send(step.do, call=call, **FRAMES[step.do])
    for receiver, message in told:
        await rig.devices[receiver].expect(message.pop("type"), **message)
    await device.ping()
    assert device.pending("error") == []


class Client:
    """A tab that acts on what it believes, without waiting for anybody."""

    def __init__(self, device: Device) -> None:
        self.device, self.view, self.read = device, View(), 0

    async def catch_up(self) -> bool:
        """Hear what has come, say what that asks for; whether there was anything."""
        news, self.read = self.device.log[self.read :], len(self.device.log)
        for message in news:
            for reply in self.view.hear(message):
                await self.device.send(reply.pop("type"), **reply)
        return any(message["type"] not in ("pong", "test.barrier") for message in news)

    async def act(self, do: str, to: str) -> None:
        await self.catch_up()
        if do == "place":
            return await self.device.send("offer", name=to, offer=OFFER, call=new_call())
        if do == "take":  # whatever call his person is in
            return await self.device.send("take")
        if not self.view.call:
            return
        await self.device.send(do, call=self.view.call, **FRAMES[do])
        if do == "leave":
            self.view.end(self.view.call)


@quick
@given(script=steps("place", "place", "accept", "accept", "answer", "take", "leave", "candidate", "back"))
async def test_concurrent_actions_leave_all_views_equal_to_the_database(site: Site, script: list[Step]) -> None:
    async with Rig(site) as rig:
        clients = {tab: Client(device) for tab, device in rig.devices.items()}
        for tab in clients:
            await clients[tab].catch_up()
        lanes: dict[Tab, list[Step]] = {}
        for step in script:
            lanes.setdefault(rig.tab(step) or rig.model.open[0], []).append(step)
        await asyncio.gather(*(act_on(rig, clients[tab], tab, lane) for tab, lane in lanes.items()))
        await settle(clients)
        await views_agree(rig, clients)


async def act_on(rig: Rig, client: Client, tab: Tab, lane: list[Step]) -> None:
    for step in lane:
        if step.do == "back":
            await rig.come_back(tab, step.to, dropped=bool(step.tab))
            client.device, client.read = rig.devices[tab], 0
        else:
            await client.act(step.do, rig.people[step.to].name)
        if step.tab:  # some wait for the server, some do not
            await client.device.ping()


async def settle(clients: dict[Tab, Client]) -> None:
    """Return when nobody has anything to say any more and nothing is under way."""
    busy = True
    while busy:
        await asyncio.gather(*(client.device.ping() for client in clients.values()))
        # One after another: what somebody's worker has published is behind the mark of the next but one.
        for client in clients.values():
            if "REDIS_URL" in client.device.owner.site.env:
                await client.device.wait_for_layer()
            await client.device.ping()
        busy = any([await client.catch_up() for client in clients.values()])


async def views_agree(rig: Rig, clients: dict[Tab, Client]) -> None:
    truths: dict[str, Any] = {}
    for tab, client in clients.items():
        client.device.inbox.clear()
        await client.device.send("sync")
        server_call = (await client.device.expect("hello"))["call"]
        here = server_call if server_call and server_call["here"] else None
        assert client.view.call == (here and here["call"]), f"{tab}: {client.device.transcript()}"
        assert client.view.active == bool(here and here["state"] == "active"), f"{tab}: {client.device.transcript()}"
        told = server_call and (server_call["call"], server_call["state"], frozenset({tab.person, server_call["name"]}))
        assert truths.setdefault(tab.person, told) == told, "the devices of one person are told the same"
    for person in rig.people:
        told = truths[person.name]
        assert rig.site.admin("legs", pk=person.pk)["count"] == bool(told)
        assert all(truths[name] == told for name in (told[2] if told else ()) if name in truths), truths
    ended_once(rig, {told[0] for told in truths.values() if told})


def ended_once(rig: Rig, live: set[str]) -> None:
    """Whatever call was heard of is live, or ended for one reason; no socket was told twice that it ended."""
    heard = [
        [message for message in device.log if "call" in message] for person in rig.people for device in person.devices
    ]
    for log in heard:
        ends = [message["call"] for message in log if message["type"] == "leave" and message["reason"] not in GOES_ON]
        assert len(ends) == len(set(ends)), log
    for call in {message["call"] for log in heard for message in log if message["type"] in ("calling", "leave")}:
        found = rig.site.admin("call", call=call)
        assert (found["state"] == "ended") == (call not in live) == (found["reason"] in REASONS), found
