"""The log of all calls as both sides saw them, with what people did on purpose.

So an end that nobody wanted shows, and so does a call that can no longer be explained.
"""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

#: Seconds within which a call must be connected or over: the ring (RING_SECONDS, 45), the message
#: about its end, and one outage of the services in between.
DECIDED = 75
#: Seconds for which an accepted call may try to connect: the page gives up after 45.
CONNECTS = 55
#: Seconds within which both sides must know that their call is over.
AGREE = 30


@dataclass(eq=False)
class Call:
    id: str
    caller: str
    callee: str
    #: How many seconds it lasts once it is connected, and who hangs up then.
    lasts: float
    quitter: str
    began: float = field(default_factory=time.monotonic)
    accepted: float | None = None
    connected: float | None = None
    #: When somebody cancelled, declined or hung up on purpose.
    left: float | None = None
    hearing: set[str] = field(default_factory=set)
    #: For each person who took part: when the call was over, and why.
    over: dict[str, tuple[float, str]] = field(default_factory=dict)
    taking_part: set[str] = field(default_factory=set)

    def hears(self, name: str) -> bool:
        """The person is connected. True where now both are."""
        self.hearing.add(name)
        if self.connected is None and len(self.hearing) == 2:
            self.connected = time.monotonic()
            return True
        return False

    def problem(self, now: float) -> str:
        """Why this call can no longer be explained; empty where it can."""
        if self.over and now - min(when for when, _why in self.over.values()) > AGREE:
            return f"over for {', '.join(self.over)} but not for {', '.join(self.taking_part)}"
        if self.connected is not None:
            return "does not end" if now - self.connected > self.lasts + DECIDED else ""
        if self.accepted is not None:
            return "accepted, but neither connected nor over" if now - self.accepted > CONNECTS else ""
        return "neither connected nor over" if now - self.began > DECIDED else ""


class CallLog:
    def __init__(self) -> None:
        self.live: dict[str, Call] = {}
        self.settled: dict[str, Call] = {}
        self.tried = self.connected = 0
        #: Why calls ended before they connected.
        self.refused: Counter[str] = Counter()
        self.lost: list[str] = []
        self.unexplained: list[str] = []
        #: By fault: seconds from a socket's close to the next `hello`.
        self.away: dict[str, list[float]] = defaultdict(list)
        #: By fault: seconds without the peer's candidates.
        self.silent: dict[str, list[float]] = defaultdict(list)
        self.closed: Counter[int] = Counter()
        self.candidates = self.missing = self.repeated = 0
        self.fault = "the beginning"

    def began(self, call: Call) -> None:
        self.live[call.id] = call
        self.tried += 1

    def heard(self, gap: int, silence: float) -> None:
        """A candidate came, `gap` numbers and `silence` seconds after the last (0: the first)."""
        self.candidates += 1
        self.missing += max(0, gap - 1)
        self.repeated += gap < 1
        if silence > 2:
            self.silent[self.fault].append(silence)

    def over(self, call: Call, name: str, why: str, *, on_purpose: bool) -> None:
        now = time.monotonic()
        call.taking_part.discard(name)
        call.over[name] = (now, why)
        if on_purpose and call.left is None:
            call.left = now
        if call.id in self.live and call.caller in call.over and not call.taking_part:
            self._settle(call)

    def _settle(self, call: Call) -> None:
        self.settled[call.id] = self.live.pop(call.id)
        _when, why = call.over[call.caller]
        if call.connected is None and call.accepted is None:
            self.refused[why] += 1
        elif call.left is None:
            reasons = ", ".join(f"{name}: {why}" for name, (_when, why) in call.over.items())
            self.lost.append(f"{call.id} during {self.fault}: {reasons}")

    def give_up(self) -> list[Call]:
        """Remove the calls that can no longer be explained, and return them."""
        now = time.monotonic()
        found = [(call, call.problem(now)) for call in list(self.live.values())]
        for call, why in found:
            if why:
                self.unexplained.append(f"{call.id} {call.caller} to {call.callee}, now {self.fault}: {why}")
                del self.live[call.id]
        return [call for call, why in found if why]

    def compare(self, database: dict[str, tuple[str, str]]) -> None:
        """Compare what both sides saw with the database's (state, reason) of each call."""
        for call_id, (state, _reason) in database.items():
            if state != "ended":
                self.unexplained.append(f"{call_id} is still {state} in the database")
        for call in self.settled.values():
            state, reason = database.get(call.id, ("", ""))
            if call.connected is not None and reason != "hung-up":
                self.unexplained.append(f"{call.id} was connected; the database says {state} {reason}")
        if self.refused.pop("gone", 0):
            # The page was away when its call ended: the database knows why.
            ends = [c for c in self.settled.values() if c.accepted is None and c.over[c.caller][1] == "gone"]
            self.refused.update(database.get(call.id, ("", "never placed"))[1] + ", learned later" for call in ends)
