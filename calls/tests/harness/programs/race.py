"""Runs one race many times, with 16 threads on the database, and prints the results as JSON.

`python -m calls.tests.harness.programs.race NAME ROUNDS`, with the site's environment. It is a separate
process: its database need not be the tests' own, and a thread that hangs does not stop the tests.
"""

import json
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import django

if TYPE_CHECKING:
    from calls.models import User

THREADS = 16
OFFER = {"type": "offer", "sdp": "v=0"}


def people(count: int) -> list["User"]:
    """New people, online each on one device."""
    from django.contrib.auth import get_user_model
    from django.db.models.functions import Now

    from calls.models import Connection, Worker

    worker = Worker.objects.create(host="race", pid=1, started=Now(), lease_until=Now() + timedelta(hours=1))
    found = [get_user_model().objects.create(username=f"racer_{uuid4().hex}") for _ in range(count)]
    for user in found:
        Connection.objects.create(user=user, worker=worker, party=uuid4(), since=Now())
    return found


def together(actions: Sequence[Callable[[], Any]]) -> list[str]:
    """All at once, each in a thread with a connection that is open already; "done", or why it was refused."""
    from django.db import connection

    from calls.protocol.errors import Refused

    start = threading.Barrier(len(actions))
    results = [""] * len(actions)

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            actions[number]()
            results[number] = "done"
        except Refused as refusal:
            results[number] = refusal.code
        except Exception as error:
            results[number] = f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def record(users: Sequence["User"]) -> dict[str, Any]:
    """What the record says of these people afterwards."""
    from calls.models import Call, CallLeg

    calls = Call.objects.filter(caller__in=users)
    return {
        "live": [str(call.pk) for call in calls.exclude(state="ended")],
        "states": sorted(f"{call.state} {call.reason}".strip() for call in calls),
        "legs": [CallLeg.objects.filter(user=user, live=True).count() for user in users],
        "pairs": [call.legs.filter(live=True).count() for call in calls.exclude(state="ended")],
        "parties": [str(leg.party) for leg in CallLeg.objects.filter(user__in=users, live=True).order_by("user")],
    }


def ring(caller: "User", callee: "User") -> tuple[UUID, str]:
    """A call that rings, and the party that placed it."""
    from calls.actions.outcome import Actor
    from calls.actions.place import place

    call, party = uuid4(), str(uuid4())
    place(Actor(caller, party), callee.username, OFFER, call)
    return call, party


def answering() -> dict[str, Any]:
    """Sixteen devices of one person take the same call."""
    from calls.actions.accept import accept
    from calls.actions.outcome import Actor

    alice, bob = people(2)
    call, _ = ring(alice, bob)
    parties = [str(uuid4()) for _ in range(THREADS)]
    results = together([lambda party=party: accept(Actor(bob, party), call) for party in parties])  # type: ignore[misc]
    return {"results": results, "devices": parties, **record([alice, bob])}


def glare() -> dict[str, Any]:
    """Two people call each other, each on eight devices."""
    from calls.actions.outcome import Actor
    from calls.actions.place import place

    alice, bob = people(2)
    calls = [
        lambda me=me, you=you: place(Actor(me, str(uuid4())), you.username, OFFER, uuid4())
        for me, you in [(alice, bob), (bob, alice)] * (THREADS // 2)
    ]
    return {"results": together(calls), **record([alice, bob])}


def crowd() -> dict[str, Any]:
    """Five people call each other, sixteen calls at once."""
    from calls.actions.outcome import Actor
    from calls.actions.place import place

    users = people(5)
    pairs = [(users[n % 5], users[(n + 1 + n // 5) % 5]) for n in range(THREADS)]
    calls = [lambda me=me, you=you: place(Actor(me, str(uuid4())), you.username, OFFER, None) for me, you in pairs]
    return {"results": together(calls), **record(users)}


def cancelling() -> dict[str, Any]:
    """The caller cancels while eight devices take the call and seven decline it."""
    from calls.actions.accept import accept
    from calls.actions.end import leave
    from calls.actions.outcome import Actor

    alice, bob = people(2)
    call, party = ring(alice, bob)
    actions: list[Callable[[], Any]] = [lambda: leave(Actor(alice, party), call)]
    actions += [lambda: accept(Actor(bob, str(uuid4())), call)] * 8
    actions += [lambda: leave(Actor(bob, str(uuid4())), call)] * 7
    return {"results": together(actions), **record([alice, bob])}


def hanging_up() -> dict[str, Any]:
    """Both hang up at once, each many times over: how often were the others told?"""
    from calls.actions.accept import accept
    from calls.actions.end import leave
    from calls.actions.outcome import Actor

    alice, bob = people(2)
    call, party = ring(alice, bob)
    accept(Actor(bob, "00000000-0000-4000-8000-000000000001"), call)
    told: list[int] = []
    both = [Actor(alice, party), Actor(bob, "00000000-0000-4000-8000-000000000001")] * (THREADS // 2)

    def hang_up(actor: Actor) -> None:
        told.append(len([each for each in leave(actor, call).notifications if each.message["type"] == "leave"]))

    results = together([lambda actor=actor: hang_up(actor) for actor in both])  # type: ignore[misc]
    return {"results": results, "told": told, **record([alice, bob])}


def taking() -> dict[str, Any]:
    """Sixteen devices of one person take a call over from the one that has it."""
    from calls.actions.accept import accept
    from calls.actions.hand_over import take
    from calls.actions.outcome import Actor

    alice, bob = people(2)
    call, party = ring(alice, bob)
    accept(Actor(bob, str(uuid4())), call)
    parties = [str(uuid4()) for _ in range(THREADS)]
    takes = [lambda new=new: take(Actor(alice, new), call, UUID(party)) for new in parties]
    return {"results": together(takes), "devices": parties, **record([alice, bob])}


def taking_and_hanging_up() -> dict[str, Any]:
    """Eight devices take the call over while the one that has it, and the peer, hang up."""
    from calls.actions.accept import accept
    from calls.actions.end import leave
    from calls.actions.hand_over import take
    from calls.actions.outcome import Actor

    alice, bob = people(2)
    call, party = ring(alice, bob)
    accept(Actor(bob, "00000000-0000-4000-8000-000000000001"), call)
    actions: list[Callable[[], Any]] = [lambda: leave(Actor(alice, party), call)]
    actions += [lambda: leave(Actor(bob, "00000000-0000-4000-8000-000000000001"), call)]
    actions += [lambda: take(Actor(alice, str(uuid4())), call, UUID(party))] * 8
    return {"results": together(actions), **record([alice, bob])}


def claiming() -> dict[str, Any]:
    """Sixteen workers look for closed accounts to erase until they find none."""
    from calls.actions.delete_account import claim_deletion, close_account, finish_deletion, release_account

    closed = people(5)
    for user in closed:
        close_account(user)
        release_account(user.pk)
    claimed: list[int] = []

    def claim() -> None:
        while (user := claim_deletion()) is not None:
            claimed.append(user)

    results = together([claim] * THREADS)
    for user in closed:
        finish_deletion(user.pk)
    return {"results": results, "closed": [user.pk for user in closed], "claimed": sorted(claimed)}


def erasing() -> dict[str, Any]:
    """Sixteen workers erase one account, as if each had been so slow that its claim was over."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from calls.actions.delete_account import close_account, erase_account, finish_deletion, keep_claim
    from calls.models import AccountDeletion, Call, CallLeg

    alice, bob = people(2)
    ended = {"state": "ended", "reason": "hung-up", "placed_at": timezone.now(), "ended_at": timezone.now()}
    both = [Call(caller=alice, callee=bob, **ended) for _ in range(40)]
    both += [Call(caller=bob, callee=alice, **ended) for _ in range(40)]
    # The other person has gone before.
    alone = [Call(caller=alice, callee=None, **ended) for _ in range(40)]
    Call.objects.bulk_create(both + alone)
    legs = [CallLeg(call=call, user=user, live=False) for call in both for user in (alice, bob)]
    CallLeg.objects.bulk_create(legs + [CallLeg(call=call, user=alice, live=False) for call in alone])
    close_account(alice)

    def erase() -> None:
        for _batch in erase_account(alice.pk):
            keep_claim(alice.pk)
        finish_deletion(alice.pk)

    results = together([erase] * THREADS)
    left = Call.objects.filter(pk__in=[call.pk for call in both + alone])
    return {
        "results": results,
        "accounts": get_user_model().objects.filter(pk=alice.pk).count(),
        "deletions": AccountDeletion.objects.filter(user=alice.pk).count(),
        "kept": left.filter(caller=bob).count() + left.filter(callee=bob).count(),
        "calls": left.count(),
        "legs": list(CallLeg.objects.filter(call__in=left).values_list("user", flat=True).distinct()) == [bob.pk],
    }


RACES = {
    race.__name__: race
    for race in (answering, glare, crowd, cancelling, hanging_up, taking, taking_and_hanging_up, claiming, erasing)
}


def main(name: str, rounds: str) -> None:
    from django.conf import settings

    django.setup()
    options: Any = settings.DATABASES["default"]["OPTIONS"]
    pool = options.get("pool")
    if pool:  # every thread should have its connection when the race begins
        pool["max_size"] = THREADS + 4
    print(json.dumps([RACES[name]() for _ in range(int(rounds))]))


if __name__ == "__main__":
    main(*sys.argv[1:])
