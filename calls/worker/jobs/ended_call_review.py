"""Tells sockets that a call has ended if they missed the notification."""

from uuid import UUID

from calls.actions.queries import ended_calls
from calls.worker.socket_registry import ManagedSocket, SocketRegistry
from videochat.database.query_queue import run_query

from .run_each import run_each


class EndedCallReview:
    def __init__(self, registry: SocketRegistry) -> None:
        self._registry = registry
        #: Calls that had ended already at the last review.
        self._ended: set[UUID] = set()

    async def run(self) -> None:
        """A notification may get lost, and a call that was deleted with an account sends none."""
        calls = [socket.client.cached_call for socket in self._registry.sockets()]
        cached = {UUID(call.call) for call in calls if call}
        ended: dict[UUID, str] = await run_query(ended_calls, cached) if cached else {}
        # The notification may still be on its way, so wait for one more review; a deleted call
        # sends none.
        due = {call: reason for call, reason in ended.items() if not reason or call in self._ended}
        self._ended = set(ended)

        async def report(socket: ManagedSocket) -> None:
            call = socket.client.cached_call
            if call and UUID(call.call) in due:
                await socket.report_call_ended(call.call, due[UUID(call.call)] or "hung-up")

        await run_each(self._registry.sockets(), report)
