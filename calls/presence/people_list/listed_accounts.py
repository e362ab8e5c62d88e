"""Whom the list shows: everybody who has an account, or only a person's contacts.

What staff have chosen counts, or else the environment. Each worker keeps the choice, so that no list reads it.
"""

from django.conf import settings
from django.db.models import QuerySet

from calls.models import SiteSettings

#: Empty: staff have chosen nothing, or this process is no worker.
_chosen = ""


def contacts_only() -> bool:
    return (_chosen or settings.DIRECTORY) == "contacts"


def choice() -> "QuerySet[SiteSettings, str]":
    """What staff have chosen. There is no row before they have."""
    return SiteSettings.objects.filter(pk=SiteSettings.SINGLETON_ID).values_list("directory", flat=True)


def load_choice() -> None:
    keep_choice(choice().first() or "")


def keep_choice(chosen: str) -> bool:
    """From now on this process's lists go by it. Returns whether they show other people than before."""
    global _chosen
    before = contacts_only()
    _chosen = chosen
    return contacts_only() != before
