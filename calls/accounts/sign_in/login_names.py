"""Finds the account that somebody means who signs in: by a username, or by a confirmed email address."""

from allauth.account.models import EmailAddress

from calls.models import User
from calls.username_rules import username_key

#: RFC 5321, as errata 1690 of RFC 3696 corrects it.
MAX_LENGTH = 254


def username_of(login: str) -> str:
    """The username of the account with this confirmed address, or the text itself: a username, or nobody's.

    No new username contains an "@". One from before that rule comes first.
    """
    if "@" not in login:
        return login
    named = User.objects.filter(username_key=username_key(login)).exists()
    address = EmailAddress.objects.filter(email=login.lower(), verified=True).select_related("user").first()
    return address.user.get_username() if address and not named else login
