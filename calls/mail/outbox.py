"""The EMAIL_BACKEND: puts mail into the database, so that no request waits for a mail server."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.db.models.functions import Now

from calls.models import OutgoingMail


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Returns the number of messages. They are written in the caller's transaction, if there is one."""
        for message in email_messages:
            OutgoingMail.objects.create(content=as_content(message), created=Now(), due=Now())
        return len(email_messages)


def is_delayed() -> bool:
    """Whether a mail waits after a failed attempt."""
    return OutgoingMail.objects.filter(attempts__gt=0, claimed_until=None).exists()


def mail_to(addresses: Iterable[str]) -> QuerySet[OutgoingMail]:
    """The mail that waits for one of these addresses. Little waits unless the mail server is away."""
    wanted = {address.casefold() for address in addresses}
    rows = OutgoingMail.objects.values_list("pk", "content__to") if wanted else ()
    return OutgoingMail.objects.filter(pk__in=[pk for pk, to in rows if wanted & {each.casefold() for each in to}])


def as_content(message: EmailMessage) -> dict[str, Any]:
    """Raises ValueError for attachments, which nothing here sends."""
    if message.attachments:
        raise ValueError("the outbox holds no attachments")
    alternatives = getattr(message, "alternatives", [])
    return {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": message.from_email,
        "to": list(message.to),
        "cc": list(message.cc),
        "bcc": list(message.bcc),
        "reply_to": list(message.reply_to),
        "headers": {name: str(value) for name, value in message.extra_headers.items()},
        "alternatives": [[str(each.content), each.mimetype] for each in alternatives],
    }


def as_message(content: dict[str, Any]) -> EmailMessage:
    fields = {name: value for name, value in content.items() if name != "alternatives"}
    message = EmailMultiAlternatives(**fields)
    for text, mimetype in content["alternatives"]:
        message.attach_alternative(text, mimetype)
    return message
