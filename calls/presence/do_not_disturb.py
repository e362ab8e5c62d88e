"""Who does not want to be disturbed now, and how others see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.db.models.functions import Now

from calls.models import DoNotDisturb, Favourite
from calls.notifications import DoNotDisturbState
from calls.protocol.messages import Json
from videochat.database.statement import as_datetime

#: In a hand-written query: whether the row `quiet` is in force.
IN_FORCE = "quiet.is_on AND (quiet.until IS NULL OR quiet.until > {now})"
#: A row; `quiet.user_id` is null for somebody who may be disturbed.
JOIN = f"LEFT JOIN {{quiet}} quiet ON quiet.user_id = person.id AND {IN_FORCE}"


def lets_through_sql(person: str, caller: str = "%s") -> str:
    """In a hand-written query: whether the row `quiet` of `person` lets the calls of `caller` ring all the same."""
    return f"""quiet.favourites AND EXISTS (
        SELECT 1 FROM {{favourites}} known WHERE known.person_id = {person} AND known.favourite_id = {caller}
    )"""  # noqa: S608  (nothing in it comes from outside)


#: Its columns. The `%s` is the viewer.
COLUMNS = f"quiet.user_id, quiet.until, {{now}}, quiet.note, {lets_through_sql('person.id')}"


@dataclass(frozen=True, slots=True)
class Quiet:
    """That somebody does not want to be disturbed, as one person sees it."""

    #: By time.monotonic(); None: until the person turns it off.
    ends: float | None
    note: str
    #: Whether this person's calls ring all the same.
    rings: bool

    def as_message(self) -> dict[str, Any]:
        left = None if self.ends is None else max(0.0, round(self.ends - monotonic(), 3))
        note = {"note": self.note} if self.note else {}
        return {"left": left} | note | ({"rings": True} if self.rings else {})


def quiet_from_row(user: Any, until: Any, now: Any, note: Any, rings: Any) -> Quiet | None:
    """From the values of COLUMNS."""
    if user is None:
        return None
    left = None if until is None else (as_datetime(until) - as_datetime(now)).total_seconds()
    return Quiet(_ends(left), note, bool(rings))


def quiet_from_state(state: DoNotDisturbState | None, viewer: int) -> Quiet | None:
    return Quiet(_ends(state.left), state.note, viewer in state.lets_through) if state else None


def _ends(left: float | None) -> float | None:
    return None if left is None else monotonic() + left


def states(users: Iterable[int]) -> dict[int, DoNotDisturbState]:
    """Of those who do not want to be disturbed now, by their ids."""
    rows = DoNotDisturb.objects.in_force().filter(user__in=list(users)).annotate(now=Now())
    return {row.pk: _state(row) for row in rows}


def _state(row: Any) -> DoNotDisturbState:
    """`row` has the database's time as `now`."""
    left = None if row.until is None else (row.until - row.now).total_seconds()
    favourites = Favourite.objects.filter(person=row.pk).values_list("favourite", flat=True)
    return DoNotDisturbState(left, row.note, tuple(favourites[: Favourite.MAX]) if row.favourites else ())


def no_choice() -> Json:
    """`own_choice` of somebody who has never made one."""
    return {"on": False, "favourites": False}


def own_choice(user: int) -> Json:
    """What the person's own devices show."""
    row: Any = DoNotDisturb.objects.filter(pk=user).annotate(now=Now()).first()
    if row is None:
        return no_choice()
    left = None if row.until is None else round((row.until - row.now).total_seconds(), 3)
    if not row.is_on or (left is not None and left <= 0):
        return {"on": False, "favourites": row.favourites}
    return {"on": True, "left": left, "note": row.note, "favourites": row.favourites}
