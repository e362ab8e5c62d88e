"""The calls, and each person's part in them. SDP and candidates are never stored."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from calls import lifecycle
from calls.bidi import isolate

from .accounts import User

#: What a history shows instead of the name.
DELETED_ACCOUNT = _("deleted account")


class Call(models.Model):
    """A call from its placing to its end."""

    class State(models.TextChoices):
        CALLING = lifecycle.State.CALLING.value, _("calling")
        RINGING = lifecycle.State.RINGING.value, _("ringing")
        ACTIVE = lifecycle.State.ACTIVE.value, pgettext_lazy("call", "active")
        ENDED = lifecycle.State.ENDED.value, _("ended")

    class Reason(models.TextChoices):
        HUNG_UP = lifecycle.Reason.HUNG_UP.value, _("hung up")
        DECLINED = lifecycle.Reason.DECLINED.value, _("declined")
        CANCELLED = lifecycle.Reason.CANCELLED.value, _("cancelled")
        NO_ANSWER = lifecycle.Reason.NO_ANSWER.value, _("no answer")
        BUSY = lifecycle.Reason.BUSY.value, _("busy")
        OFFLINE = lifecycle.Reason.OFFLINE.value, _("offline")
        LOST = lifecycle.Reason.LOST.value, _("connection lost")
        FAILED = lifecycle.Reason.FAILED.value, _("could not connect")
        ENDED_BY_STAFF = lifecycle.Reason.ENDED_BY_STAFF.value, _("ended by staff")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: Null if the account was deleted. The other person keeps the call; a live one has both people.
    caller = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="calls_placed", verbose_name=_("caller")
    )
    callee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="calls_received", verbose_name=_("callee")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CALLING)
    reason = models.CharField(_("ending"), max_length=20, choices=Reason, blank=True)
    #: False for a voice call. The default is the database's, for workers of the previous version.
    video = models.BooleanField(_("video"), default=True, db_default=True)
    placed_at = models.DateTimeField(_("placed"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    #: When the call ends by itself, because it rings or a party is missing. Null if neither.
    deadline = models.DateTimeField(_("deadline"), null=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["caller", "-placed_at"], name="call_by_caller"),
            models.Index(fields=["callee", "-placed_at"], name="call_by_callee"),
            models.Index(fields=["-placed_at"], name="call_by_time"),
            models.Index(fields=["deadline"], name="call_by_deadline", condition=models.Q(deadline__isnull=False)),
            models.Index(fields=["state"], name="call_live", condition=~models.Q(state=lifecycle.State.ENDED.value)),
        ]

    def __str__(self) -> str:
        caller, callee = (isolate(str(each or DELETED_ACCOUNT)) for each in (self.caller, self.callee))
        return f"{caller} → {callee}"

    def people(self) -> tuple[User, User]:
        """Caller and callee of a live call, which has both."""
        if self.caller is None or self.callee is None:
            raise ValueError("a call with a deleted account is not live")
        return self.caller, self.callee


class CallLeg(models.Model):
    """One person's part in a call. `party` is null until a device of the callee has accepted."""

    class Withheld(models.TextChoices):
        BLOCKED = "blocked", _("the callee had blocked the caller")
        NOT_ALLOWED = "not-allowed", _("the callee takes no calls from this caller")

    call = models.ForeignKey(Call, models.CASCADE, related_name="legs", verbose_name=_("call"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="legs", verbose_name=_("person"))
    party = models.UUIDField(_("party"), null=True)
    live = models.BooleanField(_("live"), default=True)
    #: Whether the party's page has said that it is being closed or reloaded.
    going = models.BooleanField(_("going"), default=False)
    #: Whether the history has shown the person how it ended. Only a missed call starts unseen.
    seen = models.BooleanField(_("seen"), default=True)
    #: Of a callee: why the call was not put through, whether or not the person was online.
    withheld = models.CharField(_("withheld"), max_length=15, choices=Withheld, blank=True, default="", db_default="")
    #: Whether the call did not ring because the callee did not want to be disturbed, which the caller was told.
    do_not_disturb = models.BooleanField(_("do not disturb"), default=False, db_default=False)

    class Meta:
        verbose_name = _("call leg")
        verbose_name_plural = _("call legs")
        constraints = [
            models.UniqueConstraint(fields=["call", "user"], name="one_leg_per_person"),
            # It decides busy, glare and who answers first, on SQLite and PostgreSQL.
            models.UniqueConstraint(fields=["user"], condition=models.Q(live=True), name="one_live_leg_per_person"),
        ]
        indexes = [models.Index(fields=["user"], name="leg_unseen", condition=models.Q(seen=False))]

    def __str__(self) -> str:
        return f"{isolate(str(self.user))}: {self.call_id}"


class LiveCall(Call):
    """A call that has not ended, which the admin lists apart from the history."""

    class Meta:
        proxy = True
        verbose_name = _("live call")
        verbose_name_plural = _("live calls")
        default_permissions = ("view",)
        permissions = [("end_call", _("Can end a call"))]
