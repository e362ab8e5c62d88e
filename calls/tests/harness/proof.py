"""How long ago somebody has signed in, in a session of Django's test client."""

import time

from allauth.account.internal.flows import login
from django.contrib.auth import SESSION_KEY
from django.test import Client

#: Seconds after which a proof of identity is asked for.
OLD = 301


def signed_in_ago(client: Client, seconds: float = 0, **record: str) -> None:
    """As if the person had signed in so long ago, by a password; `record`: what else allauth writes down."""
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() - seconds} | record]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = session[SESSION_KEY]
    session.save()
