"""Which of the site's languages a person, a page or a mail has."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from calls.models import User


def known(code: object) -> str:
    """The code of one of the site's languages; "" for anything else, for example one that is no longer offered."""
    return code if isinstance(code, str) and code in dict(settings.LANGUAGES) else ""


def of_query(query: bytes) -> str:
    """The language of the page that opens a socket (`?language=`); the default for a client that names none."""
    try:
        found = known(parse_qs(query.decode("ascii")).get("language", [""])[0])
    except ValueError:
        found = ""
    return found or settings.LANGUAGE_CODE


def keep_choice(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """After sign-in: what was chosen on this browser before is the account's choice, if it has none.

    The previous user's language was not chosen by this one, and is forgotten.
    """
    chosen = known(request.COOKIES.get(settings.CHOSEN_LANGUAGE_COOKIE_NAME))
    forget = [settings.CHOSEN_LANGUAGE_COOKIE_NAME]
    if not known(user.language):
        if chosen:
            user.language = chosen
            user.save(update_fields=["language"])
        else:
            forget.append(settings.LANGUAGE_COOKIE_NAME)
    for name in forget:
        if name in request.COOKIES:
            response.delete_cookie(name, samesite="Lax")


@contextmanager
def language_of_receiver(request: HttpRequest | None, user: Any) -> Iterator[None]:
    """Words a mail in the language of its receiver's account.

    An account without a choice gets the language of the page on which its owner has asked for the mail. A mail that
    somebody else has caused, such as staff, is in the site's default language.
    """
    language = known(getattr(user, "language", ""))
    own = getattr(request, "user", None)
    if not language and user is not None and own is not None and own.is_authenticated and own.pk != user.pk:
        language = settings.LANGUAGE_CODE
    with translation.override(language or translation.get_language()):
        yield
