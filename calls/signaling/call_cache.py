"""What a device remembers of its call, so that the relay asks no database; and which words of others it believes."""

from collections.abc import Awaitable, Callable

from calls.notifications import Live
from calls.protocol.messages import Json

#: What the record says now.
Recall = Callable[[], Awaitable[Live | None]]


async def heed(live: Live | None, notice: Json, recall: Recall) -> tuple[Live | None, bool]:
    """What a device that remembers `live` remembers after a notice, and whether its page is to hear of it."""
    if notice.get("doubtful") and _doubts(live, notice):
        found = await recall()
        return found, _bears_out(found, notice)
    if "remember" in notice:
        found = Live(**notice["remember"])
        # A notice that was under way while this device accepted must not take that back.
        return (live if live and live.call == found.call and live.active else found), True
    return (None if live and notice.get("forget") == live.call else live), True


def _doubts(live: Live | None, notice: Json) -> bool:
    """Whether the notice is no answer to what is remembered: words about an accepted call may cross."""
    call = notice["remember"]["call"] if "remember" in notice else notice["forget"]
    ours = live if live and live.call == call else None
    return not (ours and not ours.active) if "remember" in notice else bool(ours and ours.active)


def _bears_out(found: Live | None, notice: Json) -> bool:
    """Whether the record says what the notice says."""
    if "remember" in notice:
        return found == Live(**notice["remember"])
    return not (found and found.call == notice["forget"])
