"""Links by which people make an account where sign-up is closed."""

from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from calls.bidi import isolate

from .accounts import User

#: How long a link works.
LIFETIME = timedelta(days=7)


def is_inviter(prefix: str = "") -> Q:
    """Invitations work while their inviter may still invite. `prefix` leads from the row to the account."""
    active = Q((f"{prefix}is_active", True))
    return active if settings.INVITATIONS == "everybody" else active & Q((f"{prefix}is_staff", True))


class InvitationQuerySet(QuerySet["Invitation"]):
    def usable(self) -> Self:
        """Each condition is about the row itself: PostgreSQL checks it again after it has waited for another update."""
        inviters = User.objects.filter(is_inviter()).values("pk")
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=Now(), inviter__in=inviters)

    def with_state(self) -> Self:
        """With an attribute `state`, by the database's clock."""
        state = Case(
            When(used_at__isnull=False, then=Value(Invitation.State.USED)),
            When(Q(revoked_at__isnull=False) | ~is_inviter("inviter__"), then=Value(Invitation.State.REVOKED)),
            When(expires_at__lte=Now(), then=Value(Invitation.State.EXPIRED)),
            default=Value(Invitation.State.USABLE),
        )
        return self.annotate(state=state)


class Invitation(models.Model):
    """A link for one sign-up. Times are by the database's clock."""

    class State(models.TextChoices):
        USABLE = "usable", _("not used yet")
        USED = "used", _("used")
        REVOKED = "revoked", _("revoked")
        EXPIRED = "expired", _("expired")

    inviter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations", verbose_name=_("invited by")
    )
    #: Only the link has the token itself.
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    used_at = models.DateTimeField(_("used"), null=True)
    #: Null before the sign-up, and after the account was deleted.
    used_by = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="invitation",
        verbose_name=_("used by"),
    )

    #: Only from `with_state()`.
    state: str

    objects: ClassVar = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        default_permissions = ("view",)
        permissions = [("revoke_invitation", _("Can revoke an invitation"))]
        indexes = [models.Index(fields=["inviter", "-created_at"], name="invitation_by_inviter")]

    def __str__(self) -> str:
        return f"{isolate(str(self.inviter))}: {self.pk}"
