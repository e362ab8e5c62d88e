"""Runs beside a site's workers, on the same database and layer, and does what no page offers.

Each line on standard input asks, as {"do": name, ...}; each line on standard output answers.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import django

PASSWORD = "a-test-password-9"
Asked = dict[str, Any]


def account(asked: Asked) -> Asked:
    """A new user who is signed in already: hashing a password for every account would be most of the tests' time."""
    from django.contrib.auth import get_user_model

    user = get_user_model()(username=asked["name"], is_staff=asked["staff"], is_superuser=asked["staff"])
    user.password = hashed()
    user.save()
    return {"pk": user.pk, "cookie": session_of(user)}


def many_accounts(asked: Asked) -> Asked:
    """The same for these `names`, thousands of them in a few statements; the `cookies` in their order."""
    from datetime import timedelta

    from allauth.usersessions.models import UserSession
    from django.contrib.auth import get_user_model
    from django.contrib.sessions.models import Session
    from django.utils import timezone
    from django.utils.crypto import get_random_string

    from calls.accounts.sessions import SessionStore
    from calls.presence.people_list.directory import repair_directory
    from calls.username_rules import username_key

    model, store = get_user_model(), SessionStore()
    users = [model(username=name, username_key=username_key(name), password=hashed()) for name in asked["names"]]
    users = model.objects.bulk_create(users, batch_size=1000)
    repair_directory()
    keys, expires = [get_random_string(32) for _ in users], timezone.now() + timedelta(days=1)
    sessions = [
        Session(session_key=key, session_data=store.encode(signed_in(user)), expire_date=expires)
        for key, user in zip(keys, users, strict=True)
    ]
    Session.objects.bulk_create(sessions, batch_size=1000)
    uses = [
        UserSession(user=user, session_key=key, ip="192.0.2.1", user_agent="a test's browser")
        for key, user in zip(keys, users, strict=True)
    ]
    UserSession.objects.bulk_create(uses, batch_size=1000)
    return {"cookies": keys}


def signed_in(user: Any) -> dict[str, str]:
    """What the session of somebody holds who is signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    return {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }


def session_of(user: Any, just_now: bool = False) -> str:
    import time
    from importlib import import_module

    from allauth.account.internal.flows import login
    from allauth.usersessions.models import UserSession
    from django.conf import settings

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    for name, value in signed_in(user).items():
        session[name] = value
    if just_now:
        session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
        session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.create()
    UserSession.objects.create(
        user=user, session_key=session.session_key, ip="192.0.2.1", user_agent="a test's browser"
    )
    return str(session.session_key)


HASHED: list[str] = []


def hashed() -> str:
    from django.contrib.auth.hashers import make_password

    if not HASHED:
        HASHED.append(make_password(PASSWORD))
    return HASHED[0]


def accounts(asked: Asked) -> Asked:
    """How many accounts have a name."""
    from django.contrib.auth import get_user_model

    return {"count": get_user_model().objects.filter(username=asked["name"]).count()}


def close_account(asked: Asked) -> Asked:
    """As its owner does. `refused`: it is the last superuser's."""
    from django.contrib.auth import get_user_model

    from calls.actions import delete_account

    try:
        delete_account.close_account(get_user_model().objects.get(pk=asked["pk"]))
    except delete_account.LastSuperuser:
        return {"refused": True}
    return {"refused": False}


def confirmation(asked: Asked) -> Asked:
    """An address that an account has added, and the key of the link that confirms it."""
    from allauth.account.models import EmailAddress, EmailConfirmationHMAC

    address = EmailAddress.objects.create(user_id=asked["pk"], email=asked["email"])
    return {"key": EmailConfirmationHMAC.create(address).key}


def reset_link(asked: Asked) -> Asked:
    """The `path` of a link that resets the password of an account."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.get(pk=asked["pk"])
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return {"path": f"/accounts/password/reset/key/{key}/"}


def revoke_invitation(asked: Asked) -> Asked:
    """That of the link with this `path`."""
    from calls.accounts.invitations.invite import revoke
    from calls.accounts.invitations.redeem import find
    from calls.models import Invitation

    found = find(asked["path"].split("/")[2])
    assert found is not None
    return {"count": revoke(Invitation.objects.filter(pk=found.pk))}


def deactivate(asked: Asked) -> Asked:
    from django.contrib.auth import get_user_model

    return {"count": get_user_model().objects.filter(pk=asked["pk"]).update(is_active=False)}


def delete(asked: Asked) -> Asked:
    """An account, with all that hangs on it."""
    from django.contrib.auth import get_user_model

    return {"count": get_user_model().objects.filter(pk=asked["pk"]).delete()[0]}


def set_password(asked: Asked) -> Asked:
    """As an administrator does for somebody else."""
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.get(pk=asked["pk"])
    user.set_password(f"{PASSWORD}-new")
    user.save()
    return {}


def rename(asked: Asked) -> Asked:
    """As the form of the administration does."""
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.get(pk=asked["pk"])
    user.username = asked["name"]
    user.save()
    return {}


def use_old_hash(asked: Asked) -> Asked:
    """The account's password as an earlier release of Django hashed it, with one more session."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    user = get_user_model().objects.get(pk=asked["pk"])
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt-of-an-earlier-release", iterations=1000)
    user.save(update_fields=["password"])
    return {"cookie": session_of(user)}


def expire_session(asked: Asked) -> Asked:
    """As two weeks do without a visit."""
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    return {"count": Session.objects.filter(pk=asked["cookie"]).update(expire_date=timezone.now())}


def end_session(asked: Asked) -> Asked:
    from django.contrib.sessions.models import Session

    return {"count": Session.objects.filter(pk=asked["cookie"]).delete()[0]}


def change_session(asked: Asked) -> Asked:
    """As if another version of the program had written into it who is signed in."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore(asked["cookie"])
    session[SESSION_KEY] = asked["user"]
    session.save()
    return {}


def sign_in(asked: Asked) -> Asked:
    """One more session of an account, as another browser has it."""
    from django.contrib.auth import get_user_model

    return {"cookie": session_of(get_user_model().objects.get(pk=asked["pk"]))}


def without_password(asked: Asked) -> Asked:
    """The account can only sign in through these providers; its new session, and the ids of its links.

    `just_now`: the session is no older than any proof of identity that a page asks for.
    """
    from allauth.socialaccount.models import SocialAccount
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.get(pk=asked["pk"])
    user.set_unusable_password()
    user.save()
    links = [SocialAccount.objects.create(user=user, provider=each, uid=str(user.pk)) for each in asked["providers"]]
    return {"cookie": session_of(user, asked.get("just_now", False)), "links": [link.pk for link in links]}


def connections(asked: Asked) -> Asked:
    """How many connections of a user the record holds."""
    from calls.models import Connection

    return {"count": Connection.objects.filter(user_id=asked["pk"]).count()}


def legs(asked: Asked) -> Asked:
    """How many live calls a user takes part in, by the record: one at most."""
    from calls.models import CallLeg

    return {"count": CallLeg.objects.filter(user_id=asked["pk"], live=True).count()}


def call(asked: Asked) -> Asked:
    from calls.models import Call

    found = Call.objects.get(pk=asked["call"])
    return {"state": found.state, "reason": found.reason}


def old_calls(asked: Asked) -> Asked:
    """Calls of two people that ended some days ago."""
    from datetime import timedelta

    from django.utils import timezone

    from calls.models import Call, CallLeg

    people = {"caller_id": asked["caller"], "callee_id": asked["callee"]}
    placed = timezone.now() - timedelta(days=asked["days"])
    calls = [Call(**people, state="ended", reason="hung-up", placed_at=placed) for _ in range(asked["count"])]
    Call.objects.bulk_create(calls)
    CallLeg.objects.bulk_create(CallLeg(call=each, user_id=pk, live=False) for each in calls for pk in people.values())
    return {}


def history(asked: Asked) -> Asked:
    """How many calls a user's history has."""
    from calls.models import CallLeg

    return {"count": CallLeg.objects.filter(user_id=asked["pk"]).count()}


def video(asked: Asked) -> Asked:
    """Whether a call was placed with video."""
    from calls.models import Call

    return {"video": Call.objects.get(pk=asked["call"]).video}


def deadline(asked: Asked) -> Asked:
    """Whether a call will end by itself; `pass` makes it due now, as waiting would."""
    from django.db.models.functions import Now

    from calls.models import Call

    found = Call.objects.filter(pk=asked["call"], deadline__isnull=False)
    return {"count": found.update(deadline=Now()) if asked["pass"] else found.count()}


def expire_leases(asked: Asked) -> Asked:
    """As if no worker had been able to renew its lease for long."""
    from django.db.models.functions import Now

    from calls.models import Worker

    return {"count": Worker.objects.update(lease_until=Now())}


def set_clock_back(asked: Asked) -> Asked:
    """As if the database's clock had been set back since the call was placed, and a worker had then died."""
    from datetime import timedelta

    from django.db.models import F
    from django.db.models.functions import Now

    from calls.models import Call, Connection, Worker

    by = timedelta(seconds=asked["seconds"])
    moved = {name: F(name) + by for name in ("placed_at", "answered_at", "deadline")}
    Call.objects.filter(pk=asked["call"]).update(**moved)
    dead = Worker.objects.create(host="gone", pid=1, started=Now(), lease_until=Now() + by)
    Connection.objects.create(user_id=asked["pk"], worker=dead, party=dead.pk, since=Now())
    return {"worker": str(dead.pk)}


def lease_seconds(asked: Asked) -> Asked:
    """How long a worker's lease lasts; 0 if it has none."""
    from django.db.models.functions import Now

    from calls.models import Worker

    found = Worker.objects.filter(pk=asked["worker"]).annotate(now=Now()).values_list("lease_until", "now").first()
    return {"seconds": (found[0] - found[1]).total_seconds() if found else 0}


def seconds_left(asked: Asked) -> Asked:
    """Until a call ends by itself; null where it does not. `set` changes it first, in seconds from now."""
    from datetime import timedelta

    from django.db.models.functions import Now

    from calls.models import Call

    found = Call.objects.filter(pk=asked["call"])
    if "set" in asked:
        found.update(deadline=Now() + timedelta(seconds=asked["set"]))
    deadline, now = found.annotate(now=Now()).values_list("deadline", "now").get()
    return {"seconds": (deadline - now).total_seconds() if deadline else None}


def publish(asked: Asked) -> Asked:
    """Put a message of ours behind all that the layer already holds for a user's devices."""
    from asgiref.sync import async_to_sync

    from calls.groups import user_group
    from calls.notifications import Notification, deliver

    async_to_sync(deliver)([Notification(user_group(asked["pk"]), asked["message"])])
    return {}


def publish_event(asked: Asked) -> Asked:
    """Send a user's devices a notification with these fields, as a worker of another version might."""
    from asgiref.sync import async_to_sync
    from channels.layers import get_channel_layer

    from calls.groups import user_group
    from calls.notifications import Notification

    event = Notification(user_group(asked["pk"]), {"type": "test"}).as_event() | asked["fields"]
    async_to_sync(get_channel_layer().group_send)(user_group(asked["pk"]), event)
    return {}


DOES: dict[str, Callable[[Asked], Asked]] = {
    function.__name__: function
    for function in (
        account,
        accounts,
        call,
        change_session,
        close_account,
        confirmation,
        connections,
        deactivate,
        deadline,
        delete,
        end_session,
        expire_leases,
        expire_session,
        history,
        lease_seconds,
        legs,
        many_accounts,
        old_calls,
        publish,
        publish_event,
        rename,
        reset_link,
        revoke_invitation,
        seconds_left,
        set_clock_back,
        set_password,
        sign_in,
        use_old_hash,
        video,
        without_password,
    )
}


def main() -> None:
    django.setup()
    from django.db import close_old_connections

    for line in sys.stdin:
        close_old_connections()  # the database may have restarted
        asked = json.loads(line)
        try:
            answer: Asked = DOES[asked["do"]](asked)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
