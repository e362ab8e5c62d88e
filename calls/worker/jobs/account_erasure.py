"""The job that erases the accounts that have been closed for good."""

from calls.accounts.sessions import delete_sessions
from calls.actions.delete_account import (
    claim_deletion,
    deletion_notifications,
    erase_account,
    finish_deletion,
    keep_claim,
)
from calls.notifications import deliver
from videochat.database.query_queue import run_background_query


async def erase_closed_accounts() -> None:
    """One after the other. If this worker stops, another one goes on a minute later."""
    while (user := await run_background_query(claim_deletion)) is not None:
        await _erase(user)


async def _erase(user: int) -> None:
    told = await run_background_query(deletion_notifications, user)
    batches = erase_account(user)
    while await run_background_query(next, batches, False):
        await run_background_query(keep_claim, user)
    await deliver(told)
    last_key = ""
    while (last_key := await run_background_query(delete_sessions, user, last_key)) is not None:
        await run_background_query(keep_claim, user)
    await run_background_query(finish_deletion, user)
