"""Django's SMTP, with a time limit for the whole connection: a socket's timeout starts again with each byte."""

import smtplib
import socket
import threading
import time
from contextlib import suppress
from typing import Any

from django.core.mail.backends import smtp

#: Seconds for one connection, from its opening to its end. EMAIL_TIMEOUT limits each step of it.
TOTAL_SECONDS = 60


class WithDeadline:
    """A mixin for smtplib's classes."""

    sock: socket.socket | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.deadline = time.monotonic() + TOTAL_SECONDS
        super().__init__(*args, **kwargs)

    def getreply(self) -> tuple[int, bytes]:
        watch = threading.Timer(max(0.0, self.deadline - time.monotonic()), self.abort)
        watch.start()
        try:
            reply: tuple[int, bytes] = super().getreply()  # type: ignore[misc]  # smtplib's
        finally:
            watch.cancel()
        return reply

    def abort(self) -> None:
        """Ends a read in another thread: it raises SMTPServerDisconnected."""
        with suppress(OSError):
            if self.sock:
                self.sock.shutdown(socket.SHUT_RDWR)


class SMTP(WithDeadline, smtplib.SMTP):
    pass


class SMTP_SSL(WithDeadline, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return SMTP_SSL if self.use_ssl else SMTP
