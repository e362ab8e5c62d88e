"""Corrects published statuses that another worker has overtaken."""

from dataclasses import replace
from time import monotonic
from typing import Any

from calls.notifications import PersonStatus, deliver, status_published
from calls.presence.status import corrections
from calls.worker.socket_registry import SocketRegistry
from videochat.database.query_queue import run_background_query
from videochat.outage import OUTAGE_ERRORS


class PublishedStatuses:
    """The last one of each person until it is taken. Threads of requests publish as well."""

    def __init__(self) -> None:
        #: With the time of each (`monotonic`).
        self._statuses: dict[int, tuple[float, PersonStatus]] = {}

    def add(self, status: PersonStatus) -> None:
        self._statuses[status.user] = monotonic(), status

    def take(self) -> dict[int, tuple[float, PersonStatus]]:
        """All of them, by user id."""
        taken = {}
        while self._statuses:
            user, each = self._statuses.popitem()
            taken[user] = each
        return taken


class StatusReview:
    """Two workers publish a person's statuses in an order that need not be that of the changes.

    If one worker publishes "busy" late, after the other's "online", pages would show the person as busy from then on.
    So each worker reads what it has published once more, one run later.

    A worker that stops publishes for the last time that people are offline, some of whom have reconnected elsewhere.
    So each worker also reads the "offline"s that it hears of people whose sockets it has.
    """

    def __init__(self, registry: SocketRegistry) -> None:
        self._registry = registry
        self._published = PublishedStatuses()
        self._due: dict[int, tuple[float, PersonStatus]] = {}

    def start(self) -> None:
        """From here on `run` must be called regularly."""
        status_published.connect(self._note_published)

    def stop(self) -> None:
        status_published.disconnect(self._note_published)

    def _note_published(self, *, status: PersonStatus, **_signal: Any) -> None:
        self._published.add(status)

    def note_heard(self, status: PersonStatus) -> None:
        """Any worker has published it."""
        if status.status == "offline" and self._registry.has_user(status.user):
            self._published.add(status)

    async def run(self) -> None:
        due, self._due = self._due, self._published.take()
        # What was published again meanwhile has its turn in the next run.
        if settled := {user: each for user, each in due.items() if user not in self._due}:
            try:
                await deliver(await run_background_query(corrections, [_now(*each) for each in settled.values()]))
            except OUTAGE_ERRORS:
                self._due = settled | self._due
                raise


def _now(published_at: float, status: PersonStatus) -> PersonStatus:
    """As pages count it down since."""
    quiet = status.do_not_disturb
    if quiet is None or quiet.left is None:
        return status
    return replace(status, do_not_disturb=replace(quiet, left=quiet.left - (monotonic() - published_at)))
