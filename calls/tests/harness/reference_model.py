"""A reference model of calls, as small as possible: no database, no socket, no clock.

`Model` is the server: who hears what after each action, and what the record says then. `View` is a client: what it
believes from the messages alone. Neither knows how the product does it.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Heard = dict[str, Any]
#: Reasons of a `leave` after which the call goes on on another device of the same person.
GOES_ON = ("answered-elsewhere", "handed-over")


class Tab(NamedTuple):
    """A party: somebody's device, which outlives its sockets."""

    person: str
    number: int


@dataclass
class Call:
    id: str
    caller: Tab
    callee: str
    taken_by: Tab | None = None
    state: str = "calling"
    reason: str = ""

    @property
    def waits(self) -> bool:
        return self.state in ("calling", "ringing")

    def peer(self, person: str) -> str:
        return self.callee if person == self.caller.person else self.caller.person


@dataclass
class Model:
    """`open`: the tabs that have a socket. Each action returns the messages that come of it, with their receivers."""

    open: list[Tab] = field(default_factory=list)
    calls: dict[str, Call] = field(default_factory=dict)
    #: Pairs of people who have taken a call.
    contacts: set[frozenset[str]] = field(default_factory=set)

    def live(self, person: str) -> Call | None:
        mine = [
            call
            for call in self.calls.values()
            if person in (call.caller.person, call.callee) and call.state != "ended"
        ]
        assert len(mine) <= 1
        return mine[0] if mine else None

    def here(self, tab: Tab) -> Call | None:
        """The call that this tab takes part in, or rings with."""
        call = self.live(tab.person)
        if call is None or tab in (call.caller, call.taken_by):
            return call
        return call if call.waits and call.callee == tab.person else None

    def tabs(self, person: str) -> list[Tab]:
        return sorted(tab for tab in self.open if tab.person == person)

    def ends(self, call: Call, person: str) -> list[Tab]:
        """Where a person hears of a call: one tab, or all of them until one has taken it."""
        one = call.caller if person == call.caller.person else call.taken_by
        return [tab for tab in self.tabs(person) if one in (None, tab)]

    def say(self, to: list[Tab], kind: str, **fields: Any) -> list[tuple[Tab, Heard]]:
        return [(tab, {"type": kind, **fields}) for tab in to]

    def refuse(self, tab: Tab, code: str) -> list[tuple[Tab, Heard]]:
        return self.say([tab], "error", code=code)

    def gone(self, tab: Tab, call: str) -> list[tuple[Tab, Heard]]:
        known = self.calls.get(call)
        late = known and (known.state == "ended" or known.callee == tab.person)
        mine = known and tab.person in (known.caller.person, known.callee)
        return self.refuse(tab, "too-late" if late and mine else "not-found")

    def elsewhere(self, call: Call, *, active: bool) -> list[tuple[Tab, Heard]]:
        """Both people's other devices hear of an accepted call."""
        others = [
            tab
            for person in (call.caller.person, call.callee)
            for tab in self.tabs(person)
            if tab not in (call.caller, call.taken_by)
        ]
        return [heard for tab in others for heard in self.say([tab], "elsewhere", call=call.id, active=active)]

    def place(self, tab: Tab, to: str, call: str) -> list[tuple[Tab, Heard]]:
        here = self.here(tab)
        if here and here.state == "active" and (here.id, here.peer(tab.person)) == (call, to):
            return self.pass_on(tab, call, "offer")
        if to == tab.person:
            return self.refuse(tab, "self-call")
        known = self.calls.get(call)
        if known and known.caller.person != tab.person:
            return self.refuse(tab, "not-found")
        if known and known.state == "ended":
            return self.say([tab], "leave", call=call, name=known.callee, reason=known.reason)
        mine = self.live(tab.person)
        if mine:
            if mine.peer(tab.person) != to:
                return self.refuse(tab, "in-call")
            if mine.waits and mine.callee == tab.person:
                return self.accept(tab, mine.id)
            if tab not in (mine.caller, mine.taken_by) or call != mine.id:
                return self.refuse(tab, "in-call")
            confirmed = self.say([tab], "calling", call=mine.id) if mine.waits else []
            return confirmed + self.say(self.ends(mine, to), "offer", call=mine.id, name=tab.person)
        reason = "offline" if not self.tabs(to) else "busy" if self.live(to) else ""
        self.calls[call] = Call(call, tab, to, state="ended" if reason else "calling", reason=reason)
        if reason:
            missed = self.say(self.tabs(to), "missed", call=call, name=tab.person, reason=reason)
            return self.say([tab], "leave", call=call, name=to, reason=reason) + missed
        return self.say([tab], "calling", call=call) + self.say(self.tabs(to), "offer", call=call, name=tab.person)

    def ringing(self, tab: Tab, call: str) -> list[tuple[Tab, Heard]]:
        mine = self.live(tab.person)
        if not (mine and mine.id == call and mine.callee == tab.person and mine.waits):
            return self.gone(tab, call)
        mine.state = "ringing"
        return self.say(self.ends(mine, mine.caller.person), "ringing", call=call)

    def accept(self, tab: Tab, call: str) -> list[tuple[Tab, Heard]]:
        mine = self.live(tab.person)
        if not (mine and mine.id == call and mine.callee == tab.person):
            return self.gone(tab, call)
        if not mine.waits and mine.taken_by != tab:
            return self.refuse(tab, "too-late")
        told = self.say([tab, *self.ends(mine, mine.caller.person)], "accepted", call=call)
        if mine.waits:
            others = [other for other in self.tabs(tab.person) if other != tab]
            told += self.say(others, "leave", call=call, reason="answered-elsewhere")
            mine.state, mine.taken_by = "active", tab
            told += self.elsewhere(mine, active=True)
            told += self.become_contacts(mine.caller.person, mine.callee)
        return told

    def become_contacts(self, *pair: str) -> list[tuple[Tab, Heard]]:
        if frozenset(pair) in self.contacts:
            return []
        self.contacts.add(frozenset(pair))
        told = (
            self.say(self.tabs(one), "contact", name=other, relation="contact") for one, other in (pair, pair[::-1])
        )
        return [each for messages in told for each in messages]

    def answer(self, tab: Tab, call: str) -> list[tuple[Tab, Heard]]:
        mine = self.here(tab)
        if mine and (mine.state == "active" or mine.caller == tab):
            return self.pass_on(tab, call, "answer")
        told = self.accept(tab, call)
        return told if told[0][1]["type"] == "error" else told + self.pass_on(tab, call, "answer")

    def pass_on(self, tab: Tab, call: str, kind: str) -> list[tuple[Tab, Heard]]:
        mine = self.here(tab)
        if mine is None or mine.id != call:
            return self.refuse(tab, "not-found")
        return self.say(self.ends(mine, mine.peer(tab.person)), kind, call=call)

    def take(self, tab: Tab, call: str) -> list[tuple[Tab, Heard]]:
        mine = self.live(tab.person)
        if not (mine and mine.id == call):
            return self.gone(tab, call)
        if mine.waits:
            return self.refuse(tab, "not-found")
        caller = mine.caller.person == tab.person
        old = mine.caller if caller else mine.taken_by
        if caller:
            mine.caller = tab
        else:
            mine.taken_by = tab
        told = self.say([tab], "taken", call=call)
        told += self.say(self.ends(mine, mine.peer(tab.person)), "rejoin", call=call, handover=True)
        if old == tab:
            return told
        told += self.say([old] if old in self.open else [], "leave", call=call, reason="handed-over")
        others = [other for other in self.tabs(tab.person) if other != tab]
        return told + self.say(others, "elsewhere", call=call, active=True)

    def candidate(self, tab: Tab, call: str) -> list[tuple[Tab, Heard]]:
        return self.pass_on(tab, call, "candidate")

    def going(self, tab: Tab, call: str) -> list[tuple[Tab, Heard]]:
        mine = self.here(tab)
        if not (mine and mine.id == call and mine.state == "active"):
            return self.refuse(tab, "not-found")
        return self.pass_on(tab, call, "going")

    def leave(self, tab: Tab, call: str) -> list[tuple[Tab, Heard]]:
        mine = self.live(tab.person)
        if mine is None or mine.id != call:
            return self.gone(tab, call)
        if self.here(tab) is None:
            return self.refuse(tab, "not-found")
        reason = "hung-up" if not mine.waits else "cancelled" if mine.caller == tab else "declined"
        both = [tab for person in (mine.caller.person, mine.callee) for tab in self.ends(mine, person)]
        told = [] if mine.waits else self.elsewhere(mine, active=False)
        mine.state, mine.reason = "ended", reason
        return self.say([other for other in both if other != tab], "leave", call=call, reason=reason) + told

    def hello(self, tab: Tab) -> Heard | None:
        """`hello.call` for this tab, without what a clock says."""
        mine = self.live(tab.person)
        if mine is None:
            return None
        return {
            "call": mine.id,
            "name": mine.peer(tab.person),
            "role": "caller" if mine.caller.person == tab.person else "callee",
            "state": mine.state,
            "here": self.here(tab) is not None,
        }


@dataclass
class View:
    """What a client believes: its call, and whether that is accepted."""

    call: str | None = None
    active: bool = False
    left: set[str] = field(default_factory=set)

    def hear(self, message: Heard) -> list[Heard]:
        """What the client says to that."""
        kind, call = message["type"], message.get("call")
        if kind == "hello":
            return self.on_hello(call)
        if kind == "leave":
            self.end(str(call), goes_on=message.get("reason") in GOES_ON)
        elif kind == "taken":
            self.call, self.active = call, True
        elif kind == "error" and call == self.call:
            if message["code"] == "too-late":
                self.end(str(call))
            elif message["code"] == "not-found":
                return [{"type": "sync"}]
        elif kind == "accepted" and self.call not in (None, call):
            return [{"type": "sync"}]  # a late word about the last call, or this client has missed something
        elif kind in ("calling", "offer", "accepted") and call not in self.left:
            fresh = kind == "offer" and self.call != call
            self.active = kind == "accepted" or (self.active and self.call == call)
            self.call = call
            if fresh:  # it may be over already
                return [{"type": "ringing", "call": call}]
        return []

    def on_hello(self, server_call: Any) -> list[Heard]:
        if server_call and server_call["call"] in self.left:
            return [{"type": "leave", "call": server_call["call"]}]
        self.call = server_call["call"] if server_call and server_call["here"] else None
        self.active = bool(self.call) and server_call["state"] == "active"
        return []

    def end(self, call: str, *, goes_on: bool = False) -> None:
        if not goes_on:
            self.left.add(call)
        if self.call == call:
            self.call, self.active = None, False
