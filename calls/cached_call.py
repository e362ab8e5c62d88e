"""What a socket remembers of its call."""

from dataclasses import dataclass

from .groups import party_group, user_group


@dataclass(frozen=True)
class CachedCall:
    """What a socket remembers of its party's live call, so that relaying a message needs no query.

    `peer_party` is empty while the callee's device is not decided: then the peer is all of that
    person's devices.
    """

    call: str
    role: str  # "caller" or "callee"
    peer: int
    peer_name: str
    peer_party: str = ""
    active: bool = False

    @property
    def peer_group(self) -> str:
        return party_group(self.peer_party) if self.peer_party else user_group(self.peer)
