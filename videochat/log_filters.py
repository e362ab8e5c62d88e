"""Keeps secrets out of the log, and tracebacks of requests for which only the client is to blame."""

import logging
import re

#: The exceptions that Django answers with 400, by the end of their loggers' names.
CLIENT_ERRORS = (
    *("DisallowedHost", "DisallowedRedirect", "InvalidSessionKey", "RequestDataTooBig", "SuspiciousFileOperation"),
    *("SuspiciousMultipartForm", "SuspiciousOperation", "SuspiciousSession", "TooManyFieldsSent", "TooManyFilesSent"),
)
#: The links that reset a password, confirm an address and invite people.
SECRET = re.compile(r"(/accounts/(?:password/reset/key|confirm-email)/|/invite/)[^/]+")


class SecretPathLogFilter(logging.Filter):
    """For the handler: Django logs the path of a request that fails, and such a link has a secret in its path."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(SECRET.sub(r"\1…", each) if isinstance(each, str) else each for each in record.args)
        return True


class BadRequestLogFilter(logging.Filter):
    """For Django's logger of all requests: a body that cannot be parsed."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) == 400:
            record.exc_info = record.exc_text = None
        return True


class ClientErrorLogFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        request = getattr(record, "request", None)
        if record.name.endswith(".DisallowedHost") and request is not None:
            # Django names ALLOWED_HOSTS, which is no setting of ours.
            record.msg = "Refused a request for a host that is not in SITE_ORIGINS: %.200r"
            record.args = (request.META.get("HTTP_HOST", ""),)
        return True
