"""The demo accounts of a development site."""

from django.contrib.auth import get_user_model

DEMO_NAMES = ("alice", "bob", "carol")
DEMO_PASSWORD = "demo-password"  # noqa: S105  (known to everybody, on development sites only)


def make_demo_accounts() -> list[str]:
    """Create the missing accounts. Returns their names; existing accounts keep their password."""
    users = get_user_model().objects
    there = set(users.filter(username_key__in=DEMO_NAMES).values_list("username_key", flat=True))
    missing = [name for name in DEMO_NAMES if name not in there]
    for name in missing:
        users.create_user(username=name, password=DEMO_PASSWORD)
    return missing
