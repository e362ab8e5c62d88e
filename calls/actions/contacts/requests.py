"""The requests that wait for a person's answer. `presence.connecting.connect_all` counts the same ones."""

from typing import Any

from django.db.models import QuerySet

from calls.models import Block, Contact, ContactRequest, User
from calls.protocol.messages import Json

#: In one message.
LISTED = 50


def waiting_requests(receiver: int) -> QuerySet[ContactRequest]:
    """Those of contacts and of blocked people do not count. The latest first."""
    active = ContactRequest.objects.filter(receiver=receiver, declined=False, withdrawn=False, sender__is_active=True)
    known = Contact.objects.filter(person=receiver).values("contact")
    blocked = Block.objects.filter(person=receiver).values("blocked")
    found = active.exclude(sender__in=known).exclude(sender__in=blocked)
    return found.select_related("sender").order_by("-asked_at", "-pk")


def requests_message(receiver: User) -> Json:
    people: list[dict[str, Any]] = [row.sender.wire_names() for row in waiting_requests(receiver.pk)[:LISTED]]
    return {"type": "requests", "people": people}
