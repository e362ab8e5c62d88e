"""Pages that are being loaded: a party that leaves while a page is on its way to it comes back."""

from django.core.cache import cache

#: Seconds from the request of a page until its predecessor says that it goes. Browsers request the
#: new page first, and unload the old one once the response begins.
KEEP_SECONDS = 15


def note_page_load(user: int) -> None:
    cache.set(_key(user), True, KEEP_SECONDS)


def is_page_loading(user: int) -> bool:
    return cache.get(_key(user)) is not None


def forget_page_load(user: int) -> None:
    """The page is there: if it is closed now, nothing comes back."""
    cache.delete(_key(user))


def _key(user: int) -> str:
    return f"calls.page_load.{user}"
