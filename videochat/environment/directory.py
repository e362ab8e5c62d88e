"""The setting of the people list, from the environment."""

from videochat.environment.values import choice


def directory() -> str:
    """Whom the list shows: `everybody` who has an account, or only a person's `contacts`."""
    return choice("DIRECTORY", "everybody", ["everybody", "contacts"])
