"""The use of an invitation: the link that was opened, and the sign-up that uses it."""

from django.db.models.functions import Now
from django.http import HttpRequest

from calls.models import Invitation, User

from .invite import token_hash

#: In the session of a visitor: the invitation whose link was opened.
SESSION_KEY = "calls.invitation"


class NoLongerUsable(Exception):
    """Somebody else was faster, or the invitation has been revoked or has expired meanwhile."""


def find(token: str) -> Invitation | None:
    """The invitation of a link, with its state."""
    rows = Invitation.objects.with_state().select_related("inviter")
    found: Invitation | None = rows.filter(token_hash=token_hash(token)).first()
    return found


def remember(request: HttpRequest, invitation: Invitation) -> None:
    request.session[SESSION_KEY] = invitation.pk


def opened_invitation(request: HttpRequest) -> Invitation | None:
    """The invitation whose link was opened in this session, with its state."""
    session = getattr(request, "session", None)
    pk = session.get(SESSION_KEY) if session is not None else None
    if pk is None:
        return None
    found: Invitation | None = Invitation.objects.with_state().select_related("inviter").filter(pk=pk).first()
    return found


def is_invited(request: HttpRequest) -> bool:
    invitation = opened_invitation(request)
    return invitation is not None and invitation.state == Invitation.State.USABLE


def use(request: HttpRequest, user: User) -> None:
    """Record the new account. One sign-up wins. Call it in the transaction that saves the account.

    Raises NoLongerUsable.
    """
    rows = Invitation.objects.usable().filter(pk=request.session.get(SESSION_KEY, 0))
    if not rows.update(used_at=Now(), used_by=user):
        raise NoLongerUsable
    del request.session[SESSION_KEY]
