"""daphne's connections with limits, since its own queues have none; knows nothing of what is served.

A client that sends too much, or does not read, is cut off alone. And no connection leaves a circle of references, or
memory would grow by all that thousands of sockets have had, until the collector comes by.
"""

import logging
from typing import Any

from daphne.http_protocol import WebRequest
from daphne.ws_protocol import WebSocketProtocol

from .limits import FLOODED, MAX_BODY, MAX_UNREAD, MAX_WAITING, TOO_MUCH, Bucket

logger = logging.getLogger(__name__)

#: WebSocket close code "service restart" (IANA registry of RFC 6455 close codes).
SERVICE_RESTART = 1012
TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
#: Bytes of one socket that are read in one turn of the loop (Twisted: 64 KiB, which may be 10,000 frames).
READ_AT_ONCE = 1024


class LimitedProtocol(WebSocketProtocol):  # type: ignore[misc]  # daphne has no types
    """One socket, which is its transport's producer, too: that is how Twisted says that its client does not read."""

    def onOpen(self) -> None:
        super().onOpen()
        self.bucket = Bucket()
        self.unregisterProducer()  # twisted.web's, which has served the handshake
        self.registerProducer(self, True)
        self.transport.bufferSize = READ_AT_ONCE
        if self.server.draining:  # it came in the last moment
            self.sendCloseFrame(code=SERVICE_RESTART, isReply=False)

    def connectionLost(self, reason: Any) -> None:
        super().connectionLost(reason)
        self.is_closed.addCallback(lambda _protocol: None)  # autobahn's result of it is the protocol itself

    def onFrameBegin(self) -> None:
        """Counts frames of each kind: a flood of pings or of empty fragments never makes a message."""
        super().onFrameBegin()
        if self.state == self.STATE_OPEN and not self._within_limits(self.current_frame.length):
            self._refuse()

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        if self.state == self.STATE_OPEN:
            super().onMessage(payload, isBinary)

    def _within_limits(self, size: int) -> bool:
        return self.bucket.take(size) and self.application_queue.qsize() < MAX_WAITING

    def _refuse(self) -> None:
        """Serves no more of what came, and reads no more: the transport goes when autobahn's handshake times out."""
        logger.warning("A client sends too much, and is cut off: %s", self.client_addr)
        self.sendClose(TOO_MUCH)
        self.transport.pauseProducing()
        self.data = b""
        while not self.application_queue.empty():
            self.application_queue.get_nowait()
        # Not when the client has answered, if it ever does, and with the code that it chooses.
        self.application_queue.put_nowait({"type": "websocket.disconnect", "code": TOO_MUCH, "reason": FLOODED})

    def pauseProducing(self) -> None:
        """Called at each write that leaves more than 64 KiB unwritten. No close frame would reach this client."""
        transport = self.transport
        if len(transport.dataBuffer) - transport.offset + transport._tempDataLen > MAX_UNREAD:
            logger.warning("A client does not read, and is cut off: %s", self.client_addr)
            self.wasClean, self.wasNotCleanReason = False, "the client does not read"
            self.dropConnection(abort=True)

    def resumeProducing(self) -> None:
        """Everything is written."""

    def stopProducing(self) -> None:
        """The connection is lost, which onClose tells."""


class LimitedRequest(WebRequest):  # type: ignore[misc]  # daphne has no types
    """One request. daphne reads its body to the end, and copies it, before it asks the application."""

    received = 0

    @classmethod
    def on(cls, channel: Any) -> Any:
        """The channel, on which each request is one of these."""
        channel.requestFactory = cls
        return channel

    def process(self) -> Any:
        done = super().process()
        if self.transport is None:  # the connection is a socket's now, and no request follows on this channel
            self.channel.requests.clear()
        return done

    def gotLength(self, length: int | None) -> None:
        super().gotLength(min(length or 0, MAX_BODY))
        if length and length > MAX_BODY:
            self._refuse()

    def handleContentChunk(self, data: bytes) -> None:
        before, self.received = self.received, self.received + len(data)
        if self.received <= MAX_BODY:
            super().handleContentChunk(data)
        elif before <= MAX_BODY:
            self._refuse()

    def _refuse(self) -> None:
        """RFC 9110, section 15.5.14: the server may close the connection, so that no more comes."""
        self.received = MAX_BODY + 1
        self.channel.transport.write(TOO_LARGE)
        self.channel.loseConnection()
