"""Corrects published statuses that another worker has overtaken."""

from calls.notifications import deliver, published_statuses
from calls.presence.status import corrections
from videochat.database.query_queue import run_background_query
from videochat.outage import OUTAGE_ERRORS


class StatusReview:
    """Two workers publish a person's statuses in an order that need not be that of the changes.

    If one worker publishes "busy" late, after the other's "online", pages would show the person as busy from then on.
    So each worker reads what it has published once more, one run later.
    """

    def __init__(self) -> None:
        self._due: dict[int, str] = {}

    async def run(self) -> None:
        due, self._due = self._due, dict(published_statuses)
        published_statuses.clear()
        # What was published again meanwhile has its turn in the next run.
        if settled := {user: status for user, status in due.items() if user not in self._due}:
            try:
                found = await run_background_query(corrections, settled)
            except OUTAGE_ERRORS:
                self._due = settled | self._due
                raise
            await deliver(found)
