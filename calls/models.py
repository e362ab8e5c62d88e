"""What the database stores: workers, connections and calls. SDP and candidates are never stored."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import lifecycle
from .bidi import isolate

#: What a history shows instead of the name.
DELETED_ACCOUNT = _("deleted account")


class Worker(models.Model):
    """A daphne process. It is alive until its lease expires, by the database's clock."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host = models.CharField(_("host"), max_length=255)
    pid = models.PositiveIntegerField(_("process"))
    started = models.DateTimeField(_("started"))
    lease_until = models.DateTimeField(_("lease until"), db_index=True)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class Connection(models.Model):
    """The socket of a user's tab. The user is online while the worker's lease is valid."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="connections", verbose_name=_("person")
    )
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="connections", verbose_name=_("worker"))
    party = models.UUIDField(_("party"), db_index=True)
    device = models.CharField(_("device"), max_length=200, blank=True)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("device online")
        verbose_name_plural = _("devices online")
        # Rows come and go with sockets; nobody edits them.
        default_permissions = ("view",)
        permissions = [("sign_out_device", _("Can sign out a device"))]

    def __str__(self) -> str:
        return f"{isolate(str(self.user))} ({self.party})"


class Call(models.Model):
    """A call from its placing to its end."""

    class State(models.TextChoices):
        CALLING = lifecycle.State.CALLING.value, _("calling")
        RINGING = lifecycle.State.RINGING.value, _("ringing")
        ACTIVE = lifecycle.State.ACTIVE.value, _("active")
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

    call = models.ForeignKey(Call, models.CASCADE, related_name="legs", verbose_name=_("call"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="legs", verbose_name=_("person"))
    party = models.UUIDField(_("party"), null=True)
    live = models.BooleanField(_("live"), default=True)
    #: Whether the party's page has said that it is being closed or reloaded.
    going = models.BooleanField(_("going"), default=False)
    #: Whether the history has shown the person how it ended. Only a missed call starts unseen.
    seen = models.BooleanField(_("seen"), default=True)

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


class BinaryOrderField(models.CharField):  # type: ignore[type-arg]
    """A text that every database sorts by code point, whatever its own language is."""

    def db_parameters(self, connection: Any) -> Any:
        collation = {"postgresql": "C", "sqlite": "BINARY"}[connection.vendor]
        return super().db_parameters(connection) | {"collation": collation}


class DirectoryEntry(models.Model):
    """How the people list finds and sorts an account. `presence/directory.py` keeps it up to date."""

    #: Longer than almost every name: folding makes few letters longer.
    LENGTH = 300
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="directory_entry"
    )
    #: The username that `folded` was made from.
    name = models.CharField(max_length=150)
    folded = BinaryOrderField(max_length=LENGTH, db_index=True)

    class Meta:
        verbose_name = _("directory entry")
        verbose_name_plural = _("directory entries")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """A username from before a person was renamed. Open pages and lists may still use it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="former_names", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=150, db_index=True)
    replaced_at = models.DateTimeField(_("replaced"))

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_row_per_former_name")]

    def __str__(self) -> str:
        return self.name


class LiveCall(Call):
    """A call that has not ended, which the admin lists apart from the history."""

    class Meta:
        proxy = True
        verbose_name = _("live call")
        verbose_name_plural = _("live calls")
        default_permissions = ("view",)
        permissions = [("end_call", _("Can end a call"))]


class OutgoingMail(models.Model):
    """A mail that has not been sent yet. Times are by the database's clock."""

    content = models.JSONField(_("content"))
    created = models.DateTimeField(_("created"))
    #: Of the next attempt.
    due = models.DateTimeField(_("due"), db_index=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    #: Until then a worker is sending it.
    claimed_until = models.DateTimeField(_("claimed until"), null=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        # No permissions: it holds links that reset passwords.
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}: {self.attempts}"
