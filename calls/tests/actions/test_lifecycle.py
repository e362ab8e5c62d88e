"""The table of call states, written a second time so that it changes only on purpose."""

import pytest

from calls.lifecycle import LIVE, TRANSITIONS, WAITING, Event, Reason, State, sources

EXPECTED: dict[tuple[State, Event], tuple[State, Reason | None]] = {
    (State.CALLING, Event.CONFIRM): (State.RINGING, None),
    (State.CALLING, Event.ACCEPT): (State.ACTIVE, None),
    (State.CALLING, Event.DECLINE): (State.ENDED, Reason.DECLINED),
    (State.CALLING, Event.CANCEL): (State.ENDED, Reason.CANCELLED),
    (State.CALLING, Event.EXPIRE): (State.ENDED, Reason.NO_ANSWER),
    (State.CALLING, Event.GO_OFFLINE): (State.ENDED, Reason.OFFLINE),
    (State.CALLING, Event.FAIL): (State.ENDED, Reason.FAILED),
    (State.CALLING, Event.ABORT): (State.ENDED, Reason.ENDED_BY_STAFF),
    (State.RINGING, Event.ACCEPT): (State.ACTIVE, None),
    (State.RINGING, Event.DECLINE): (State.ENDED, Reason.DECLINED),
    (State.RINGING, Event.CANCEL): (State.ENDED, Reason.CANCELLED),
    (State.RINGING, Event.EXPIRE): (State.ENDED, Reason.NO_ANSWER),
    (State.RINGING, Event.GO_OFFLINE): (State.ENDED, Reason.OFFLINE),
    (State.RINGING, Event.FAIL): (State.ENDED, Reason.FAILED),
    (State.RINGING, Event.ABORT): (State.ENDED, Reason.ENDED_BY_STAFF),
    (State.ACTIVE, Event.HANG_UP): (State.ENDED, Reason.HUNG_UP),
    (State.ACTIVE, Event.LOSE): (State.ENDED, Reason.LOST),
    (State.ACTIVE, Event.FAIL): (State.ENDED, Reason.FAILED),
    (State.ACTIVE, Event.EXPIRE): (State.ENDED, Reason.LOST),
    (State.ACTIVE, Event.ABORT): (State.ENDED, Reason.ENDED_BY_STAFF),
}


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_each_event_has_its_agreed_effect_in_each_state(state: State, event: Event) -> None:
    assert TRANSITIONS[state].get(event) == EXPECTED.get((state, event))


def test_only_an_ended_call_says_why() -> None:
    for events in TRANSITIONS.values():
        for state, reason in events.values():
            assert (reason is not None) == (state is State.ENDED)


def test_every_live_state_can_end() -> None:
    assert all(any(state is State.ENDED for state, _ in TRANSITIONS[live].values()) for live in LIVE)
    assert TRANSITIONS[State.ENDED] == {}


def test_the_sources_of_an_event_are_the_table_read_backwards() -> None:
    for event in Event:
        found = {(state, event): outcome for outcome, states in sources(event).items() for state in states}
        assert found == {pair: outcome for pair, outcome in EXPECTED.items() if pair[1] is event}
    assert sources(Event.EXPIRE, WAITING) == {(State.ENDED, Reason.NO_ANSWER): [State.CALLING, State.RINGING]}
