"""daphne's HTTP connections and requests with limits on number, time and size."""

from typing import Any

from daphne.http_protocol import WebRequest
from twisted.web.http import HTTPChannel

from .connections import Connections
from .limits import MAX_BODY_BYTES, REQUEST_SECONDS

untyped_channel: Any = HTTPChannel  # few of its methods have types
CONTENT_TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
TOO_MANY_REQUESTS = b"HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
URI_TOO_LONG = b"HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
HEADERS_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
REQUEST_TIMEOUT = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
#: For responses that do not come from Django, which adds these to all others.
ERROR_HEADERS = [
    (b"Content-Type", b"text/plain; charset=utf-8"),
    (b"Cache-Control", b"no-store"),
    (b"Content-Security-Policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"Cross-Origin-Resource-Policy", b"same-origin"),
    (b"X-Content-Type-Options", b"nosniff"),
]
#: daphne puts the first one before every address that the site makes, so a stranger could have a mailed link lead to
#: another site. The second one names protocols of which the site has none; daphne fails if it is not ASCII.
IGNORED_HEADERS = (b"Daphne-Root-Path", b"Sec-WebSocket-Protocol")


class LimitedChannel(untyped_channel):  # type: ignore[misc]
    """A connection with a deadline for each request. Twisted's own limit starts again with every byte."""

    connections: Connections
    #: The header with the client's address behind a proxy. Without one, the connection's own counts.
    client_ip_header: str | None = None
    _deadline: Any = None

    def connectionMade(self) -> None:
        super().connectionMade()
        known = self.client_ip_header is None
        if not self.connections.add(self.transport) or (
            known and not self.connections.assign(self.transport, getattr(self.transport.getPeer(), "host", ""))
        ):
            self.transport.write(TOO_MANY_REQUESTS)
            self._ignore_the_rest()
            self.loseConnection()
        self._begin_deadline()

    def dataReceived(self, data: bytes) -> None:
        if self._deadline is None and not self._handlingRequest:
            self._begin_deadline()
        super().dataReceived(data)

    def lineLengthExceeded(self, line: bytes) -> None:
        """By itself, Twisted closes without an answer, and a proxy then says that the site is broken."""
        self.transport.write(HEADERS_TOO_LARGE if self.requests else URI_TOO_LONG)
        self._ignore_the_rest()
        self.loseConnection()

    def allContentReceived(self) -> None:
        self._end_deadline()
        super().allContentReceived()

    def connectionLost(self, reason: Any) -> None:
        self._end_deadline()
        self.connections.remove(self.transport)
        super().connectionLost(reason)

    def _begin_deadline(self) -> None:
        self._deadline = self.callLater(REQUEST_SECONDS, self._request_is_late)

    def _end_deadline(self) -> None:
        if self._deadline is not None and self._deadline.active():
            self._deadline.cancel()
        self._deadline = None

    def _request_is_late(self) -> None:
        if self.requests:  # a browser may open a connection before it needs one
            self.transport.write(REQUEST_TIMEOUT)
        self._ignore_the_rest()
        self.timeoutConnection()

    def _ignore_the_rest(self) -> None:
        self.dataReceived = lambda data: None  # type: ignore[method-assign]


class LimitedRequest(WebRequest):  # type: ignore[misc]  # daphne has no types
    """By itself, daphne reads and copies a body of any size before it calls the application."""

    received = 0

    @classmethod
    def use_for(cls, channel: Any) -> Any:
        """Make a connection create its requests with this class. Returns the connection."""
        channel.requestFactory = cls
        return channel

    def process(self) -> Any:
        for name in IGNORED_HEADERS:
            self.requestHeaders.removeHeader(name)
        if self.requestHeaders.hasHeader(b"Upgrade") and not self._is_admitted():
            self.basic_error(429, b"Too Many Requests", "Too many connections")
            return None
        done = super().process()
        if self.transport is None:
            # The connection has become a WebSocket, so no request follows. Clearing the list breaks
            # a reference cycle that would keep everything of the socket until the next collection.
            self.channel.requests.clear()
        return done

    def basic_error(self, status: int, status_text: bytes, body: str) -> None:
        """Replaces daphne's own page, which names daphne and has none of the site's headers."""
        self.handle_reply({"type": "http.response.start", "status": status, "headers": ERROR_HEADERS})
        self.handle_reply({"type": "http.response.body", "body": status_text + b"\n"})

    def _is_admitted(self) -> bool:
        """Whether the client's address may have one more socket, which may last for hours."""
        header = self.channel.client_ip_header
        if header is None:
            return True  # counted when it connected
        values = self.requestHeaders.getRawHeaders(header.encode())
        address = values[0].decode("latin-1") if values else self.client.host
        return bool(self.channel.connections.assign(self.channel.transport, address))

    def gotLength(self, length: int | None) -> None:
        super().gotLength(min(length or 0, MAX_BODY_BYTES))
        if length and length > MAX_BODY_BYTES:
            self._refuse()

    def handleContentChunk(self, data: bytes) -> None:
        before, self.received = self.received, self.received + len(data)
        if self.received <= MAX_BODY_BYTES:
            super().handleContentChunk(data)
        elif before <= MAX_BODY_BYTES:
            self._refuse()

    def _refuse(self) -> None:
        """Answer 413 and close, so that no more of the body arrives (RFC 9110, section 15.5.14)."""
        self.received = MAX_BODY_BYTES + 1
        self.channel.transport.write(CONTENT_TOO_LARGE)
        self.channel.loseConnection()
