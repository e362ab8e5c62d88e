"""`python -m calls.tests.harness.version_0_1.make LAST_MIGRATION` fills the database of DATABASE_URL.

Prints what a test needs to know of it, as JSON.
"""

import json
import sys
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django

PASSWORD = "a-long-secret"
#: In the order of their ids.
NAMES = ("bob", "Bob", "carol", "José", "bob2", "staff")


def main(last: str) -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", "calls", last, verbosity=0, skip_checks=True)
    for app in ("auth", "admin", "account", "sessions"):
        call_command("migrate", app, verbosity=0, skip_checks=True)
    people = make_accounts()
    print(json.dumps({"session": make_session(people["carol"]), "call": make_history(last, people)}))


def make_accounts() -> dict[str, Any]:
    from allauth.account.models import EmailAddress
    from django.contrib.admin.models import CHANGE, LogEntry
    from django.contrib.auth.models import Group, Permission, User
    from django.contrib.contenttypes.models import ContentType

    people: dict[str, Any] = {
        name: User.objects.create_user(name, f"{name.lower()}@example.org", PASSWORD) for name in NAMES
    }
    EmailAddress.objects.create(user=people["carol"], email="carol@example.org", verified=True, primary=True)
    helpers = Group.objects.create(name="helpers")
    helpers.permissions.set(Permission.objects.filter(codename__in=["view_livecall", "view_user"]))
    staff = people["staff"]
    staff.first_name, staff.last_name, staff.is_staff = "Sam", "Taylor", True
    staff.save()
    staff.groups.add(helpers)
    staff.user_permissions.add(Permission.objects.get(codename="change_user"))
    about = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(user=staff, content_type=about, object_id="1", object_repr="bob", action_flag=CHANGE)
    return people


def make_session(user: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def make_history(last: str, people: dict[str, Any]) -> str:
    """A call between Bob and carol and, in the later database, former names."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.utils import timezone

    models = MigrationLoader(connection).project_state(("calls", last)).apps.get_model
    now, ids = timezone.now(), {name: user.pk for name, user in people.items()}
    call = models("calls", "Call").objects.create(
        caller_id=ids["Bob"], callee_id=ids["carol"], state="ended", reason="hung-up",
        placed_at=now - timedelta(seconds=100), answered_at=now - timedelta(seconds=90), ended_at=now,
    )  # fmt: skip
    for name in ("Bob", "carol"):
        models("calls", "CallLeg").objects.create(call=call, user_id=ids[name], party=uuid4(), live=False)
    if last > "0003":
        for number, name in enumerate(("Caroline", "caroline", "Lina")):
            replaced = now - timedelta(days=number)
            models("calls", "FormerName").objects.create(user_id=ids["carol"], name=name, replaced_at=replaced)
    return str(call.pk)


if __name__ == "__main__":
    main(sys.argv[1])
