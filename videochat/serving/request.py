"""daphne's HTTP request with a limit on its body."""

from typing import Any

from daphne.http_protocol import WebRequest

from .limits import MAX_BODY_BYTES

CONTENT_TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class LimitedRequest(WebRequest):  # type: ignore[misc]  # daphne has no types
    """By itself, daphne reads and copies a body of any size before it calls the application."""

    received = 0

    @classmethod
    def use_for(cls, channel: Any) -> Any:
        """Make a connection create its requests with this class. Returns the connection."""
        channel.requestFactory = cls
        return channel

    def process(self) -> Any:
        done = super().process()
        if self.transport is None:
            # The connection has become a WebSocket, so no request follows. Clearing the list breaks
            # a reference cycle that would keep everything of the socket until the next collection.
            self.channel.requests.clear()
        return done

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
