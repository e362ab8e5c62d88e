"""A person's call history for spreadsheets (RFC 4180)."""

import csv
from datetime import UTC, datetime
from io import StringIO

from django.utils.translation import gettext as _

from calls.models import DELETED_ACCOUNT, User
from calls.pages.history import leg_ending, legs_of

#: A cell that begins with one of these is a formula in some program: "CSV Injection" (OWASP). The wide forms, too.
FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
#: Without it, Excel takes the file for one of another encoding.
BYTE_ORDER_MARK = "\ufeff"


def calls_as_csv(user: User) -> str:
    """Latest first. Times are in UTC, in a form that every spreadsheet takes as a time."""
    text = StringIO(BYTE_ORDER_MARK)
    text.seek(0, 2)
    writer = csv.writer(text)
    writer.writerow(_columns())
    for leg in legs_of(user).iterator(2000):
        call = leg.call
        placed = call.caller_id == leg.user_id
        peer = call.callee if placed else call.caller
        writer.writerow(
            [
                _time(call.placed_at),
                _time(call.answered_at),
                _time(call.ended_at),
                _("placed") if placed else _("received"),
                as_text(peer.username if peer else str(DELETED_ACCOUNT)),
                as_text(peer.display_name if peer else ""),
                _("video") if call.video else _("voice"),
                as_text(leg_ending(leg)),
                _seconds(call.answered_at, call.ended_at),
            ]
        )
    return text.getvalue()


def as_text(value: str) -> str:
    """The value as it is, unless a spreadsheet could run it: then an apostrophe comes before it."""
    return f"'{value}" if value.lstrip(" ")[:1] in FORMULA and value else value


def _columns() -> list[str]:
    return [
        _("Placed (UTC)"),
        _("Answered (UTC)"),
        _("Ended (UTC)"),
        _("Direction"),
        _("Username"),
        _("Display name"),
        _("Kind"),
        _("Ending"),
        _("Seconds"),
    ]


def _time(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if moment else ""


def _seconds(answered: datetime | None, ended: datetime | None) -> str:
    """How long the two people talked."""
    return str(max(0, round((ended - answered).total_seconds()))) if answered and ended else ""
