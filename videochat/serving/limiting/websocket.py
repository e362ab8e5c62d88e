"""daphne's WebSocket protocol with limits for what a client sends, and for what it does not read.

daphne's own queues are unbounded. Without the limits, one client could take all of a worker's time
and memory.
"""

import logging
import time
from typing import Any

from videochat.serving.tls import tcp_transport
from videochat.serving.whole_frames import WholeFrames

from .limits import FLOODED, MAX_QUEUED_FRAMES, MAX_UNREAD_BYTES, MESSAGE_SECONDS, TOO_MANY_REQUESTS
from .rate_limiting import TokenBucket

logger = logging.getLogger(__name__)

#: WebSocket close code "service restart" (IANA registry of RFC 6455 close codes).
SERVICE_RESTART = 1012
#: Opcodes of the first frame of a message (RFC 6455, section 5.2).
DATA_FRAMES = (1, 2)
#: Bytes of one socket that are read in one iteration of the event loop. Twisted's 64 KiB may hold
#: 10,000 frames.
READ_SIZE = 4 * 1024


def with_factory_options(protocol: type["LimitedProtocol"], factory: Any) -> type["LimitedProtocol"]:
    """A protocol that has the factory's options. autobahn copies, and prints, them for each connection."""
    options = {name: getattr(factory, name) for name in protocol.CONFIG_ATTRS}
    # A function would become a method. One is asked about compression, which every browser offers.
    options = {name: staticmethod(value) if callable(value) else value for name, value in options.items()}
    return type("ConfiguredProtocol", (protocol,), options | {"CONFIG_ATTRS": []})


class LimitedProtocol(WholeFrames):
    """Also the producer of its TCP transport: Twisted pauses the producer when the client does not read.

    The transport of TLS would pause a producer only once, and would not close while it has one.
    """

    def onOpen(self) -> None:
        super().onOpen()
        self.bucket = TokenBucket()
        self.http_headers.clear()  # they have served the handshake, as has twisted.web's producer
        self.unregisterProducer()
        self.tcp = tcp_transport(self.transport)
        self.tcp.registerProducer(self, True)
        self.tcp.bufferSize = READ_SIZE
        if self.server.draining:  # opened while the server was about to stop
            self.sendCloseFrame(code=SERVICE_RESTART, isReply=False)

    def connectionLost(self, reason: Any) -> None:
        self.server.counted.remove(self.transport)
        super().connectionLost(reason)
        # autobahn resolves `is_closed` with the protocol itself. That reference cycle would keep
        # everything of the socket until the next collection.
        self.is_closed.addCallback(lambda _protocol: None)

    def admit_frame(self, size: int) -> bool:
        if self._is_within_limits(size):
            return True
        self._cut_off()
        return False

    def onFrameBegin(self) -> None:
        """Count frames of every kind: pings and empty fragments never become a message."""
        super().onFrameBegin()
        if self.state == self.STATE_OPEN and not self.admit_frame(self.current_frame.length):
            return
        if self.current_frame.opcode in DATA_FRAMES:
            self.message_begun = self.bucket.updated

    def check_timeouts(self) -> None:
        """daphne calls this every two seconds. A message without an end would be kept forever."""
        super().check_timeouts()
        inside = self.state == self.STATE_OPEN and self.inside_message
        if inside and time.monotonic() - self.message_begun > MESSAGE_SECONDS:
            self._cut_off()

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        if self.state == self.STATE_OPEN:
            super().onMessage(payload, isBinary)

    def is_closed_already(self) -> bool:
        return bool(self.state == self.STATE_CLOSED)

    def charge(self, tokens: int) -> bool:
        """False, and the client is cut off, if it has fewer tokens left."""
        if self.state != self.STATE_OPEN:
            return True  # what a client sent before it closes must be handled, above all `leave`
        if self.bucket.take_tokens(tokens):
            return True
        self._cut_off()
        return False

    def _is_within_limits(self, size: int) -> bool:
        return self.bucket.take(size) and self.application_queue.qsize() < MAX_QUEUED_FRAMES

    def _cut_off(self) -> None:
        """Close, drop what has arrived, and read no more.

        autobahn drops the transport when the closing handshake times out.
        """
        logger.warning("Disconnected a client that sends too much: %s", self.client_addr)
        self.sendClose(TOO_MANY_REQUESTS)
        self.transport.pauseProducing()
        self.data = b""
        self.application_queue.clear()
        # Tell the application now. The client may never answer the close frame, and it chooses the
        # code of its answer.
        self.application_queue.put_nowait(
            {"type": "websocket.disconnect", "code": TOO_MANY_REQUESTS, "reason": FLOODED}
        )

    def pauseProducing(self) -> None:
        """Twisted calls this at each write that leaves more than 64 KiB unsent.

        The connection is dropped without a close frame, which would wait behind the rest.
        """
        transport = self.tcp
        # Twisted documents no count of the bytes that wait in the process.
        if len(transport.dataBuffer) - transport.offset + transport._tempDataLen > MAX_UNREAD_BYTES:
            logger.warning("Disconnected a client that does not read: %s", self.client_addr)
            self.wasClean, self.wasNotCleanReason = False, "the client does not read"
            self.dropConnection(abort=True)

    def resumeProducing(self) -> None:
        """Twisted calls this when everything is sent."""

    def stopProducing(self) -> None:
        """Twisted calls this when the connection is lost; onClose handles it."""
