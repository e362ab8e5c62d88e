"""The states of a call, the events that change it, and the reasons why it ends."""

from enum import StrEnum


class State(StrEnum):
    CALLING = "calling"  # placed; no device has confirmed that it rings
    RINGING = "ringing"
    ACTIVE = "active"
    ENDED = "ended"


class Event(StrEnum):
    CONFIRM = "confirm"  # a device of the callee rings
    ACCEPT = "accept"
    DECLINE = "decline"
    CANCEL = "cancel"
    EXPIRE = "expire"  # the deadline has passed
    GO_OFFLINE = "go-offline"  # the callee has no device left that could ring
    HANG_UP = "hang-up"
    LOSE = "lose"  # media did not come back
    FAIL = "fail"  # media could not be connected, or the callee's device cannot take calls
    ABORT = "abort"  # staff ended it


class Reason(StrEnum):
    """Why a call ended. BUSY calls never ring, and most OFFLINE ones: they are stored as ended."""

    HUNG_UP = "hung-up"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    NO_ANSWER = "no-answer"
    BUSY = "busy"
    OFFLINE = "offline"
    LOST = "lost"
    FAILED = "failed"
    ENDED_BY_STAFF = "ended-by-staff"


#: The reason in a `leave` to the callee's other devices; the call goes on.
ANSWERED_ELSEWHERE = "answered-elsewhere"
#: The reason in a `leave` to the device that has handed the call over; the call goes on.
HANDED_OVER = "handed-over"

_WAITING: dict[Event, tuple[State, Reason | None]] = {
    Event.ACCEPT: (State.ACTIVE, None),
    Event.DECLINE: (State.ENDED, Reason.DECLINED),
    Event.CANCEL: (State.ENDED, Reason.CANCELLED),
    Event.EXPIRE: (State.ENDED, Reason.NO_ANSWER),
    Event.GO_OFFLINE: (State.ENDED, Reason.OFFLINE),
    Event.FAIL: (State.ENDED, Reason.FAILED),
    Event.ABORT: (State.ENDED, Reason.ENDED_BY_STAFF),
}

#: The next state for each state and event, and the reason if the call ends. All else is refused.
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

#: A call that ended for one of these is a missed call of the callee.
MISSED = frozenset({Reason.CANCELLED, Reason.NO_ANSWER, Reason.BUSY, Reason.OFFLINE})


def sources(event: Event, within: frozenset[State] = LIVE) -> dict[tuple[State, Reason | None], list[State]]:
    """For an event: each outcome, with the states that it may come from, for a compare-and-swap."""
    found: dict[tuple[State, Reason | None], list[State]] = {}
    for state, events in TRANSITIONS.items():
        if event in events and state in within:
            found.setdefault(events[event], []).append(state)
    return found
