"""Remembers for a day which addresses a mail server has refused for good, so that their owners can read it."""

from collections.abc import Iterable

from django.core.cache import cache
from django.utils.crypto import salted_hmac

KEEP_SECONDS = 24 * 3600


def note_refusal(addresses: Iterable[str]) -> None:
    cache.set_many({_key(address): True for address in addresses}, KEEP_SECONDS)


def forget_refusal(addresses: Iterable[str]) -> None:
    cache.delete_many([_key(address) for address in addresses])


def refused(addresses: Iterable[str]) -> set[str]:
    keys = {_key(address): address for address in addresses}
    return {keys[key] for key in cache.get_many(keys)}


def _key(address: str) -> str:
    """A hash: addresses are private."""
    return f"calls.mail.refused.{salted_hmac('calls.mail.refusals', address.lower()).hexdigest()}"
