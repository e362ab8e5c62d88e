"""Who does not want to be disturbed. Times are by the database's clock."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

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
