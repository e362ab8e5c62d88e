"""Requests whose response may never be shown, so they must not mark anything as seen."""

from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest, HttpResponse


def is_speculative(request: HttpRequest) -> bool:
    """HEAD, and pages that a browser loads in advance (Sec-Purpose, and older headers)."""
    headers = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "HEAD" or any("prefetch" in header for header in headers)


class UnreadMessageMiddleware(MessageMiddleware):
    """A message to the user stays until it is shown."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if is_speculative(request):
            return response
        return super().process_response(request, response)
