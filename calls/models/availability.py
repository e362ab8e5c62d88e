"""Who does not want to be disturbed, and who waits for somebody to be free. Times are by the database's clock."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from calls.bidi import isolate

#: Characters of a note.
MAX_NOTE = 80


class DoNotDisturbQuerySet(models.QuerySet["DoNotDisturb"]):
    def in_force(self) -> "DoNotDisturbQuerySet":
        return self.filter(models.Q(until=None) | models.Q(until__gt=Now()), is_on=True)


class DoNotDisturb(models.Model):
    """A person's calls do not ring. The row stays when that is over, for the choice about favourites."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="do_not_disturb",
        verbose_name=_("person"),
    )
    #: Whether it was turned on. It is over all the same once `until` has passed.
    is_on = models.BooleanField(_("on"), default=False)
    #: Null: until the person turns it off.
    until = models.DateTimeField(_("until"), null=True)
    #: Others read it.
    note = models.CharField(_("note"), max_length=MAX_NOTE, blank=True, default="")
    #: Whether the calls of the person's favourites ring all the same.
    favourites = models.BooleanField(_("favourites may ring through"), default=False)

    objects = DoNotDisturbQuerySet.as_manager()

    class Meta:
        verbose_name = _("do not disturb")
        verbose_name_plural = _("do not disturb")
        default_permissions = ()
        indexes = [models.Index(fields=["until"], name="do_not_disturb_until", condition=models.Q(is_on=True))]

    def __str__(self) -> str:
        return str(self.pk)


class AvailabilityRequest(models.Model):
    """A person is to be told once when somebody is free."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        db_index=False,
        related_name="availability_requests",
        verbose_name=_("person"),
    )
    awaited = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="awaited_by", verbose_name=_("awaited")
    )
    asked_at = models.DateTimeField(_("asked"))
    #: From then on the row means nothing. One that was told stays for a while, for pages that load in that moment.
    expires_at = models.DateTimeField(_("expires"), db_index=True)
    #: Null until the person was told.
    told_at = models.DateTimeField(_("told"), null=True)

    class Meta:
        verbose_name = _("availability request")
        verbose_name_plural = _("availability requests")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "awaited"], name="one_availability_request_per_pair")]

    def __str__(self) -> str:
        return f"{isolate(str(self.person))}: {isolate(str(self.awaited))}"
