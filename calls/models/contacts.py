"""Who knows whom: contacts, requests to become one, favourites, and blocked people.

Times are by the database's clock.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.bidi import isolate


class Contact(models.Model):
    """That somebody has a contact. Two people who are contacts have a row each."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="contacts", verbose_name=_("person")
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="contact_of", verbose_name=_("contact")
    )
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "contact"], name="one_row_per_contact")]

    def __str__(self) -> str:
        return f"{isolate(str(self.person))}: {isolate(str(self.contact))}"


class ContactRequest(models.Model):
    """A request to become a contact, until one of the two removes the other from the contacts.

    A row that was declined stays, so that nobody is asked again by the same person.
    """

    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="requests_sent", verbose_name=_("from")
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="requests_received", verbose_name=_("to")
    )
    asked_at = models.DateTimeField(_("asked"))
    #: The sender does not learn of it.
    declined = models.BooleanField(_("declined"), default=False)
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        verbose_name = _("contact request")
        verbose_name_plural = _("contact requests")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["sender", "receiver"], name="one_request_per_pair")]

    def __str__(self) -> str:
        return f"{isolate(str(self.sender))} → {isolate(str(self.receiver))}"


class Favourite(models.Model):
    """Somebody comes first in a person's list. Only that person knows."""

    #: Of one person. They are read with each page of the list.
    MAX = 100

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="favourites", verbose_name=_("person")
    )
    favourite = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourite_of", verbose_name=_("favourite")
    )
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "favourite"], name="one_row_per_favourite")]

    def __str__(self) -> str:
        return f"{isolate(str(self.person))}: {isolate(str(self.favourite))}"


class Block(models.Model):
    """Somebody looks offline to a person whom they have blocked, and is not called by them.

    It covers contacts and requests, which stay as they are: the blocked person must notice nothing.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="blocks", verbose_name=_("person")
    )
    blocked = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="blocked_by", verbose_name=_("blocked")
    )
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "blocked"], name="one_block_per_pair")]

    def __str__(self) -> str:
        return f"{isolate(str(self.person))}: {isolate(str(self.blocked))}"
