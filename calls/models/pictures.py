"""The pictures of people."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """A person's picture, as it is served. It has a table of its own, so that nothing else reads it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="picture", verbose_name=_("person")
    )
    #: WebP, of at most 20 KiB.
    content = models.BinaryField(_("picture"))
    #: See User.picture_hash.
    hash = models.CharField(max_length=32, db_index=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        default_permissions = ()

    def __str__(self) -> str:
        return self.hash
