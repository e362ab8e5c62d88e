"""What staff have set for the whole site."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteSettings(models.Model):
    """The one row, if staff have ever saved it."""

    SINGLETON_ID = 1

    class Directory(models.TextChoices):
        #: Not chosen: the setting DIRECTORY of the environment counts.
        DEFAULT = "", _("As in the environment")
        EVERYBODY = "everybody", _("Everybody who has an account")
        CONTACTS = "contacts", _("Each person's contacts only")

    directory = models.CharField(
        _("the list of people shows"),
        max_length=16,
        choices=Directory,
        default=Directory.DEFAULT,
        blank=True,
    )

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        default_permissions = ("change", "view")

    def __str__(self) -> str:
        return str(_("Site settings"))
