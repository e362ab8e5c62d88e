"""Accounts that are being deleted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountDeletion(models.Model):
    """A worker erases what is left of an account. Times are by the database's clock."""

    #: Not a foreign key: the row stays until everything else is gone.
    user = models.BigIntegerField(_("account"), primary_key=True)
    #: From then on a worker may begin with it, or go on if the one that began has died.
    due = models.DateTimeField(_("due"))

    class Meta:
        verbose_name = _("account deletion")
        verbose_name_plural = _("account deletions")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
