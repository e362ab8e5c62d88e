"""How a notification changes the call that a socket has cached."""

from collections.abc import Awaitable, Callable

from calls.cached_call import CachedCall
from calls.notifications import ReceivedNotification

#: Reads the party's call from the database.
Reload = Callable[[], Awaitable[CachedCall | None]]


async def apply_notification(
    cached: CachedCall | None, received: ReceivedNotification, reload: Reload
) -> tuple[CachedCall | None, bool]:
    """The cached call after this notification, and whether the page gets it."""
    if received.may_be_stale and not _is_expected(cached, received):
        current = await reload()
        return current, _agrees(current, received)
    if call := received.sets_call:
        # A notification that was on its way while this device accepted the call must not undo that.
        return (cached if cached and cached.call == call.call and cached.active else call), True
    return (None if cached and received.clears_call == cached.call else cached), True


def _is_expected(cached: CachedCall | None, received: ReceivedNotification) -> bool:
    """Whether it is the next step of the cached call.

    Notifications about an accepted call may overtake each other.
    """
    if call := received.sets_call:
        return bool(cached and cached.call == call.call and not cached.active)
    return not (cached and cached.call == received.clears_call and cached.active)


def _agrees(current: CachedCall | None, received: ReceivedNotification) -> bool:
    """Whether the database says what the notification says."""
    if received.sets_call:
        return current == received.sets_call
    return not (current and current.call == received.clears_call)
