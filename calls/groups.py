"""The channel layer's groups: all devices of a person, one party, and the pages that show a person.

The groups of pages are broadcast (BROADCAST_GROUPS in the settings): each worker hears all of them.
The names are part of what workers of different versions say to each other during a rolling restart.
"""

#: No account has this id. What is published to it reaches nobody, and takes as long as what is
#: published to somebody who is offline.
NOBODY = 0


def user_group(user: int) -> str:
    """All devices of a person."""
    return f"user.{user}"


def party_group(party: str) -> str:
    """One device. The group outlives the device's socket and its worker."""
    return f"party.{party}"


#: What is sent to any presence group.
ALL_PRESENCE = "watch.all"


def presence_group(user: int) -> str:
    """The pages that show this person in their people list."""
    return f"watch.{user}"
