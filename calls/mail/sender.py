"""Sends the waiting mail, one at a time, and tries again for a day."""

import asyncio
import logging
import smtplib
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from calls.models import OutgoingMail
from videochat.database.query_queue import run_background_query
from videochat.outage import Service

from .outbox import as_message
from .refusals import forget_refusal, note_refusal
from .transport import TOTAL_SECONDS

logger = logging.getLogger(__name__)

#: For this time no other worker tries the same mail.
CLAIM = timedelta(seconds=TOTAL_SECONDS + 30)
#: The wait after a failure: doubled each time, up to the longest.
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 5, 60
#: A mail that could not be sent for this time is dropped. The links in it last three days.
GIVE_UP = timedelta(days=1)


class MailSender:
    """A worker's job. It ends soon after `stop`, and what is left is for another worker."""

    def __init__(self) -> None:
        self._service = Service("The mail server", private=True)
        self._stopping = False
        #: The mail that is being sent.
        self._sending: int | None = None

    def stop(self) -> None:
        self._stopping = True

    async def run(self) -> None:
        await _in_daemon_thread(self._send_all)

    async def release(self) -> None:
        """The process exits, and does not wait for the mail server: another worker tries the mail."""
        if self._sending is not None:
            await run_background_query(release_claim, self._sending)

    def _send_all(self) -> None:
        try:
            while not self._stopping and (mail := claim()) and self._send(mail):
                pass
        finally:
            connection.close()

    def _send(self, mail: OutgoingMail) -> bool:
        """Whether to go on with the next one."""
        self._sending = mail.pk
        try:
            return self._try(mail)
        finally:
            self._sending = None

    def _try(self, mail: OutgoingMail) -> bool:
        try:
            deliver(as_message(mail.content))
        except Exception as problem:
            if is_refusal(problem) or not isinstance(problem, OSError):
                logger.error("Mail %s was refused for good: %s", mail.pk, reason(problem))
                if isinstance(problem, smtplib.SMTPRecipientsRefused):
                    note_refusal(mail.content["to"])
                mail.delete()
                return True
            if not isinstance(problem, smtplib.SMTPRecipientsRefused):
                self._service.mark_unavailable(problem)
            postpone(mail)
            return self._service.available
        mail.delete()
        forget_refusal(mail.content["to"])
        if not self._service.available:
            self._service.mark_available()
            OutgoingMail.objects.filter(claimed_until=None).update(due=Now())
        return True


def due_mail() -> QuerySet[OutgoingMail]:
    unclaimed = Q(claimed_until=None) | Q(claimed_until__lte=Now())
    return OutgoingMail.objects.filter(unclaimed, due__lte=Now()).order_by("due", "pk")


def claim() -> OutgoingMail | None:
    """A due mail, which no other worker tries for the time of CLAIM. None if there is none."""
    for pk in due_mail().values_list("pk", flat=True)[:10]:
        if due_mail().filter(pk=pk).update(claimed_until=Now() + CLAIM, attempts=F("attempts") + 1):
            return OutgoingMail.objects.get(pk=pk)
    return None


def release_claim(pk: int) -> None:
    OutgoingMail.objects.filter(pk=pk).update(claimed_until=None)


def deliver(message: EmailMessage) -> None:
    transport = get_connection(settings.MAIL_TRANSPORT)
    transport.open()
    try:
        transport.send_messages([message])
    finally:
        with suppress(OSError):  # the mail was accepted, or an exception already says why not
            transport.close()


def postpone(mail: OutgoingMail) -> None:
    seconds = min(FIRST_RETRY_SECONDS * 2 ** (mail.attempts - 1), LONGEST_RETRY_SECONDS)
    mine = OutgoingMail.objects.filter(pk=mail.pk)
    if mine.filter(created__lte=Now() - GIVE_UP).delete()[0]:
        logger.error("Mail %s could not be sent for a day, and is dropped", mail.pk)
    else:
        mine.update(claimed_until=None, due=Now() + timedelta(seconds=seconds))


def is_refusal(problem: Exception) -> bool:
    """A permanent answer (RFC 5321, section 4.2.1) about this mail, and not about the site's account."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in problem.recipients.values())
    return isinstance(problem, smtplib.SMTPDataError) and problem.smtp_code >= 500


def reason(problem: Exception) -> str:
    """For the log, without the address, which is private."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return f"recipients refused: {sorted({code for code, _text in problem.recipients.values()})}"
    return f"{type(problem).__name__} {getattr(problem, 'smtp_code', '')}".strip()


async def _in_daemon_thread(work: Callable[[], None]) -> None:
    """Run it in a daemon thread: unlike a pool's, it does not keep the process from exiting."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def finish(problem: Exception | None) -> None:
        if not done.done():
            done.set_exception(problem) if problem else done.set_result(None)

    def run() -> None:
        problem: Exception | None = None
        try:
            work()
        except Exception as error:
            problem = error
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(finish, problem)

    threading.Thread(target=run, name="mail", daemon=True).start()
    await done
