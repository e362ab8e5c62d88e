"""Everything that the site holds about a person, as data."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from calls.accounts.sessions import DAY, sessions_of
from calls.mail.outbox import mail_to
from calls.models import (
    AvailabilityRequest,
    Block,
    Contact,
    ContactRequest,
    DoNotDisturb,
    Favourite,
    FormerName,
    Invitation,
    Picture,
    User,
)
from calls.pages.history import legs_of
from calls.presence.connections import online_connections
from calls.presence.device_name import device_name

Section = dict[str, Any] | list[dict[str, Any]]


def account_data(user: User, session_key: str | None) -> dict[str, Section | str | None]:
    """Ready for JSON. `session_key` is that of the person's own browser. Times are in UTC."""
    return {
        "site": settings.SITE_ORIGINS[0],
        "exported_at": timezone.now().isoformat(),
        "account": account(user),
        "email_addresses": email_addresses(user),
        "waiting_mail": waiting_mail(user),
        "linked_accounts": linked_accounts(user),
        "second_step": second_step(user),
        "former_usernames": former_usernames(user),
        "contacts": contacts(user),
        "contact_requests": contact_requests(user),
        "favourites": favourites(user),
        "do_not_disturb": do_not_disturb(user),
        "availability_requests": availability_requests(user),
        "blocked_people": blocked_people(user),
        "invitations": invitations(user),
        "devices_online": devices_online(user),
        "sessions": list(sessions(user, session_key)),
        "administration_log": administration_log(user),
        "calls": [call_facts(leg) for leg in legs_of(user).iterator(2000)],
    }


def account(user: User) -> Section:
    used = Invitation.objects.filter(used_by=user).select_related("inviter").first()
    return {
        "id": user.pk,
        "username": user.username,
        "display_name": user.display_name,
        "email": user.email,
        "allowed_callers": user.allowed_callers,
        "connects_directly": user.connects_directly,
        "language": user.language or None,
        "picture": picture(user),
        "created_at": user.date_joined,
        "last_sign_in_at": user.last_login,
        "has_password": user.has_usable_password(),
        "is_staff": user.is_staff,
        "is_superuser": user.is_superuser,
        "groups": list(user.groups.values_list("name", flat=True)),
        "permissions": sorted(user.get_user_permissions()),
        "invited_by": used.inviter.username if used else None,
    }


def picture(user: User) -> dict[str, str] | None:
    row = Picture.objects.filter(user=user).first()
    return {"type": "image/webp", "base64": base64.b64encode(row.content).decode()} if row else None


def email_addresses(user: User) -> Section:
    rows = EmailAddress.objects.filter(user=user).order_by("pk")
    return [{"email": row.email, "confirmed": row.verified, "main": row.primary} for row in rows]


def waiting_mail(user: User) -> Section:
    """Without the texts, which have secret links. An address that is not confirmed may be another's."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    rows = mail_to(confirmed).order_by("created", "pk")
    return [{"to": row.content["to"], "subject": row.content["subject"], "written_at": row.created} for row in rows]


def linked_accounts(user: User) -> Section:
    """Of providers such as Google, with what they have said about the person."""
    rows = SocialAccount.objects.filter(user=user).order_by("pk")
    return [
        {
            "provider": row.provider,
            "id": row.uid,
            "linked_at": row.date_joined,
            "last_sign_in_at": row.last_login,
            "said": row.extra_data,
        }
        for row in rows
    ]


def second_step(user: User) -> Section:
    """Without the keys and codes."""
    rows = Authenticator.objects.filter(user=user).order_by("pk")
    return [
        {
            "kind": row.type,
            "name": str(row) if row.type == Authenticator.Type.WEBAUTHN else None,
            "added_at": row.created_at,
            "last_used_at": row.last_used_at,
        }
        for row in rows
    ]


def former_usernames(user: User) -> Section:
    rows = FormerName.objects.filter(user=user).order_by("replaced_at")
    return [{"username": row.key, "replaced_at": row.replaced_at} for row in rows]


def contacts(user: User) -> Section:
    rows = Contact.objects.filter(person=user).select_related("contact").order_by("since", "pk")
    return [{"username": row.contact.username, "since": row.since} for row in rows]


def contact_requests(user: User) -> Section:
    """The sender of a request is never told that it was declined."""
    sent = ContactRequest.objects.filter(sender=user).select_related("receiver").order_by("asked_at", "pk")
    received = ContactRequest.objects.filter(receiver=user).select_related("sender").order_by("asked_at", "pk")
    return [
        {"direction": "sent", "username": row.receiver.username, "asked_at": row.asked_at, "withdrawn": row.withdrawn}
        for row in sent
    ] + [
        {
            "direction": "received",
            "username": row.sender.username,
            "asked_at": row.asked_at,
            "withdrawn": row.withdrawn,
            "declined": row.declined,
        }
        for row in received
    ]


def favourites(user: User) -> Section:
    """Only the person's own: nobody learns whose favourite they are."""
    rows = Favourite.objects.filter(person=user).select_related("favourite").order_by("since", "pk")
    return [{"username": row.favourite.username, "since": row.since} for row in rows]


def do_not_disturb(user: User) -> Section | None:
    row = DoNotDisturb.objects.filter(pk=user.pk).first()
    return {"on": row.is_on, "until": row.until, "note": row.note, "favourites": row.favourites} if row else None


def availability_requests(user: User) -> Section:
    """Only the person's own: nobody learns who waits for them."""
    rows = AvailabilityRequest.objects.filter(person=user).select_related("awaited").order_by("asked_at", "pk")
    return [
        {
            "username": row.awaited.username,
            "asked_at": row.asked_at,
            "expires_at": row.expires_at,
            "told_at": row.told_at,
        }
        for row in rows
    ]


def blocked_people(user: User) -> Section:
    """Only those whom the person has blocked: who has blocked the person is kept from them."""
    rows = Block.objects.filter(person=user).select_related("blocked").order_by("since", "pk")
    return [{"username": row.blocked.username, "since": row.since} for row in rows]


def invitations(user: User) -> Section:
    """Without the links: only their hashes are stored."""
    rows = Invitation.objects.with_state().filter(inviter=user).select_related("used_by").order_by("created_at", "pk")
    return [
        {
            "state": row.state,
            "created_at": row.created_at,
            "expires_at": row.expires_at,
            "revoked_at": row.revoked_at,
            "used_at": row.used_at,
            "used_by": row.used_by.username if row.used_by else None,
        }
        for row in rows
    ]


def devices_online(user: User) -> Section:
    rows = online_connections().filter(user=user).order_by("since")
    return [{"device": device_name(row.device), "user_agent": row.device, "since": row.since} for row in rows]


def sessions(user: User, own_key: str | None) -> Iterator[dict[str, Any]]:
    """When and how each browser has signed in, and where it was last seen."""
    used = {row.session_key: row for row in UserSession.objects.filter(user=user)}
    for key, expires, data in sessions_of(user.pk):
        records = data.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
        yield {
            "this_browser": key == own_key,
            **_use(used.get(key)),
            "expires_at": expires,
            "renewed_on": data.get(DAY),
            "sign_ins": [dict(record, at=datetime.fromtimestamp(record["at"], UTC)) for record in records],
        }


def _use(row: UserSession | None) -> dict[str, Any]:
    """Nothing of a session that has not been used since this is recorded."""
    if row is None:
        return {}
    return {
        "device": device_name(row.user_agent),
        "user_agent": row.user_agent,
        "address": row.ip,
        "signed_in_at": row.created_at,
        "last_seen_at": row.last_seen_at,
    }


def administration_log(user: User) -> Section:
    """What the person has changed, and what others have changed about the person."""
    people = ContentType.objects.get_for_model(User)
    own = LogEntry.objects.filter(user=user)
    about = LogEntry.objects.filter(content_type=people, object_id=str(user.pk))
    rows = (own | about).select_related("content_type").order_by("action_time", "pk")
    return [
        {
            "at": row.action_time,
            "by_this_account": row.user_id == user.pk,
            "kind": str(row.content_type) if row.content_type else None,
            "object": row.object_repr,
            "change": row.get_change_message() or row.get_action_flag_display(),
        }
        for row in rows
    ]


def call_facts(leg: Any) -> dict[str, Any]:
    """`leg` is one of `legs_of`."""
    call = leg.call
    placed = call.caller_id == leg.user_id
    peer = call.callee if placed else call.caller
    return {
        "id": call.pk,
        "direction": "placed" if placed else "received",
        "username": peer.username if peer else None,
        "display_name": peer.display_name if peer else None,
        "deleted_account": peer is None,
        "video": call.video,
        "state": call.state,
        "ending": call.reason,
        "placed_at": call.placed_at,
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
        "seen": leg.seen,
        "withheld": leg.withheld or None,
        "do_not_disturb": leg.do_not_disturb,
    }
