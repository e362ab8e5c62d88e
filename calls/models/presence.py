"""The workers, the sockets that they hold, and the directory of the people list."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.bidi import isolate

#: Longer than almost every username with its display name: folding makes few letters longer.
KEY_LENGTH = 300


class BinaryOrderField(models.CharField):  # type: ignore[type-arg]
    """A text that every database sorts by code point, whatever its own language is."""

    def db_parameters(self, connection: Any) -> Any:
        collation = {"postgresql": "C", "sqlite": "BINARY"}[connection.vendor]
        return super().db_parameters(connection) | {"collation": collation}


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
    #: False once it has said so. The default is the database's, for workers of the previous version.
    can_take_calls = models.BooleanField(_("can take calls"), default=True, db_default=True)
    #: What the people list sorts the person by, a copy of `DirectoryEntry.folded`: the list reads who is online in
    #: this order, however many are. Empty in a row of a worker of the previous version, until another one fills it in.
    key = BinaryOrderField(max_length=KEY_LENGTH, default="", db_default="", editable=False)

    class Meta:
        verbose_name = _("device online")
        verbose_name_plural = _("devices online")
        # Rows come and go with sockets; nobody edits them.
        default_permissions = ("view",)
        permissions = [("sign_out_device", _("Can sign out a device"))]
        indexes = [models.Index(fields=["key", "user"], name="online_by_key")]

    def __str__(self) -> str:
        return f"{isolate(str(self.user))} ({self.party})"


class DirectoryEntry(models.Model):
    """How the people list finds and sorts an account. `presence/people_list/directory.py` keeps it up to date."""

    LENGTH = KEY_LENGTH
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="directory_entry"
    )
    #: The username that `folded` was made from, beside the display name.
    name = models.CharField(max_length=150)
    folded = BinaryOrderField(max_length=LENGTH, db_index=True)
    #: The `folded` that the rows of SearchWord were made from. A worker of the previous version writes only the former.
    # Sorted alike, since PostgreSQL compares no texts of two collations.
    searched = BinaryOrderField(max_length=LENGTH, default="", db_default="")

    class Meta:
        verbose_name = _("directory entry")
        verbose_name_plural = _("directory entries")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class SearchWord(models.Model):
    """A text that the search finds an account by the beginning of (`presence/people_list/search_words.py`)."""

    #: More than anybody types to find a name. It keeps the index small.
    LENGTH = 60
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        db_index=False,
        related_name="search_words",
        verbose_name=_("person"),
    )
    text = BinaryOrderField(max_length=LENGTH)

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        default_permissions = ()
        indexes = [
            models.Index(fields=["text", "user"], name="search_word"),
            # For the other words of a search.
            models.Index(fields=["user", "text"], name="search_word_of_user"),
        ]

    def __str__(self) -> str:
        return str(self.text)
