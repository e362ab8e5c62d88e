"""Remembers which people are loading a page: a party that leaves meanwhile is reloading, and returns."""

from django.core.cache import cache

#: Seconds from the request of a page until the old page says `going`. Browsers request the new page
#: first, and unload the old one once the response begins.
KEEP_SECONDS = 15


def note_page_load(user: int) -> None:
    cache.set(_key(user), True, KEEP_SECONDS)


def is_page_loading(user: int) -> bool:
    return cache.get(_key(user)) is not None


def forget_page_load(user: int) -> None:
    """The page has loaded: if it closes now, that is no reload."""
    cache.delete(_key(user))


def _key(user: int) -> str:
    return f"calls.page_load.{user}"
