"""The client behind a socket."""

from dataclasses import dataclass

from calls.accounts.authentication import AuthenticatedSession
from calls.actions.outcome import Actor
from calls.cached_call import CachedCall


@dataclass
class Client:
    """A person's device, its session and its call."""

    actor: Actor
    #: The session that the person is signed in with.
    session: AuthenticatedSession
    #: The live call that this party takes part in.
    cached_call: CachedCall | None = None
    #: Of the socket, as in `hello`.
    network: str = ""
