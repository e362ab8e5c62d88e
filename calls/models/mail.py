"""Mail that waits to be sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
