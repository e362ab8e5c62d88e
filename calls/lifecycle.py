"""The states of a call, the events that move it, and why it ended; knows no database, no socket and no clock."""

from enum import StrEnum


class State(StrEnum):
    CALLING = "calling"  # placed; no device has confirmed yet that it rings
    RINGING = "ringing"
    ACTIVE = "active"
    ENDED = "ended"


class Event(StrEnum):
    CONFIRM = "confirm"  # a device of the callee rings
    ACCEPT = "accept"
    DECLINE = "decline"
    CANCEL = "cancel"
    EXPIRE = "expire"  # the deadline has passed
    HANG_UP = "hang-up"
    LOSE = "lose"  # media did not come back
    FAIL = "fail"  # media could not be connected
    ABORT = "abort"  # staff ended it


class Reason(StrEnum):
    """Why a call ended. BUSY and OFFLINE calls are recorded as ended at once: they never ring."""

    HUNG_UP = "hung-up"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    NO_ANSWER = "no-answer"
    BUSY = "busy"
    OFFLINE = "offline"
    LOST = "lost"
    FAILED = "failed"
    ENDED_BY_STAFF = "ended-by-staff"


#: Said to the callee's other devices in a `leave`; the call itself goes on.
ANSWERED_ELSEWHERE = "answered-elsewhere"
#: Said in a `leave` to the device that another one of the same person has taken the call over from; it goes on, too.
HANDED_OVER = "handed-over"

_WAITING: dict[Event, tuple[State, Reason | None]] = {
    Event.ACCEPT: (State.ACTIVE, None),
    Event.DECLINE: (State.ENDED, Reason.DECLINED),
    Event.CANCEL: (State.ENDED, Reason.CANCELLED),
    Event.EXPIRE: (State.ENDED, Reason.NO_ANSWER),
    Event.ABORT: (State.ENDED, Reason.ENDED_BY_STAFF),
}

#: What each event does in each state: (next state, reason where it ends the call). What is not here is refused.
TRANSITIONS: dict[State, dict[Event, tuple[State, Reason | None]]] = {
    State.CALLING: {Event.CONFIRM: (State.RINGING, None), **_WAITING},
    State.RINGING: _WAITING,
    State.ACTIVE: {
        Event.HANG_UP: (State.ENDED, Reason.HUNG_UP),
        Event.LOSE: (State.ENDED, Reason.LOST),
        Event.FAIL: (State.ENDED, Reason.FAILED),
        Event.EXPIRE: (State.ENDED, Reason.LOST),
        Event.ABORT: (State.ENDED, Reason.ENDED_BY_STAFF),
    },
    State.ENDED: {},
}

LIVE = frozenset(State) - {State.ENDED}
WAITING = frozenset({State.CALLING, State.RINGING})

#: Endings that the callee has missed. One that he declined, or that staff ended, he knows of.
MISSED = frozenset({Reason.CANCELLED, Reason.NO_ANSWER, Reason.BUSY, Reason.OFFLINE})


def sources(event: Event, within: frozenset[State] = LIVE) -> dict[tuple[State, Reason | None], list[State]]:
    """For an event: each outcome, with the states that it may come from, as a compare-and-swap needs it."""
    found: dict[tuple[State, Reason | None], list[State]] = {}
    for state, events in TRANSITIONS.items():
        if event in events and state in within:
            found.setdefault(events[event], []).append(state)
    return found
