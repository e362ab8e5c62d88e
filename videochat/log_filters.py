"""Shortens to one line what Django logs with a traceback although only the client is to blame."""

import logging

#: The exceptions that Django answers with 400, by the end of their loggers' names.
CLIENT_ERRORS = (
    *("DisallowedHost", "DisallowedRedirect", "InvalidSessionKey", "RequestDataTooBig", "SuspiciousFileOperation"),
    *("SuspiciousMultipartForm", "SuspiciousOperation", "SuspiciousSession", "TooManyFieldsSent", "TooManyFilesSent"),
)


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
