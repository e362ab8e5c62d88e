"""Text frames that arrive whole, and those that are sent, without autobahn's steps for each part of a frame.

These cost it more than all that is done with a short message. Everything else is left to autobahn: control frames,
fragments, binary frames, what an extension has changed, and what it refuses.
"""

import time

from daphne.ws_protocol import WebSocketProtocol

#: The first byte of an unfragmented text frame (RFC 6455, section 5.2).
WHOLE_TEXT = 0x81
MASKED = 0x80
#: Values of the second byte's length: it is in the next two bytes, or in the next eight.
TWO_BYTES, EIGHT_BYTES = 126, 127


class NotWhole(Exception):
    """What comes next is no unfragmented text frame, or not all of it is there."""


def read_text(data: bytes, start: int) -> tuple[str, int, int]:
    """The text of the masked frame that begins at `start`, its length in bytes, and where the next one begins.

    Raises NotWhole.
    """
    end = len(data)
    if end - start < 6 or data[start] != WHOLE_TEXT or data[start + 1] < MASKED:
        raise NotWhole
    length, mask_at = data[start + 1] - MASKED, start + 2
    if length == TWO_BYTES:
        length, mask_at = data[start + 2] << 8 | data[start + 3], start + 4
        if length < TWO_BYTES:  # not in the fewest bytes
            raise NotWhole
    payload_at = mask_at + 4
    following = payload_at + length
    if (length == EIGHT_BYTES and mask_at == start + 2) or following > end:
        raise NotWhole
    mask = data[mask_at:payload_at] * (length // 4 + 1)
    unmasked = int.from_bytes(data[payload_at:following], "little") ^ int.from_bytes(mask[:length], "little")
    try:
        return unmasked.to_bytes(length, "little").decode(), length, following
    except UnicodeDecodeError:
        raise NotWhole from None


def text_frame(text: str) -> bytes:
    """As a server sends it."""
    payload = text.encode()
    length = len(payload)
    if length < TWO_BYTES:
        return bytes((WHOLE_TEXT, length)) + payload
    if length < 1 << 16:
        return bytes((WHOLE_TEXT, TWO_BYTES, length >> 8, length & 0xFF)) + payload
    return bytes((WHOLE_TEXT, EIGHT_BYTES)) + length.to_bytes(8, "big") + payload


class WholeFrames(WebSocketProtocol):  # type: ignore[misc]  # daphne has no types
    #: What has arrived of frames that are not whole.
    data: bytes

    def admit_frame(self, size: int) -> bool:
        """Whether a frame of so many bytes is taken. Otherwise the connection is being closed."""
        raise NotImplementedError

    def dataReceived(self, data: bytes) -> None:
        if self.state == self.STATE_OPEN and self.current_frame is not None:
            # It ends the frame that has begun, and takes no more of it.
            missing = self.current_frame.length - self.current_frame_masker.pointer() - len(self.data)
            super().dataReceived(data[:missing])
            data = data[missing:]
        if self.state == self.STATE_OPEN and self.current_frame is None and not self.inside_message:
            data = self._read_texts(data)
        if data:
            super().dataReceived(data)

    def _read_texts(self, data: bytes) -> bytes:
        """Returns what is left for autobahn."""
        if self.data:
            data, self.data = self.data + data, b""
        at = 0
        try:
            while self.state == self.STATE_OPEN:
                text, size, following = read_text(data, at)
                if not self.admit_frame(size):
                    return b""
                self._on_text(text)
                at = following
        except NotWhole:
            pass
        return data[at:]

    def _on_text(self, text: str) -> None:
        if self.autoPingTimeoutCall and self.autoPingRestartOnAnyTraffic:
            self._cancelAutoPingTimeoutCall()
        if not self.muted:
            self.last_ping = time.time()
            self.application_queue.put_nowait({"type": "websocket.receive", "text": text})

    def send_text(self, text: str) -> None:
        """Without the coroutine and the checks of daphne's `handle_reply`. Nothing, if the connection is closed."""
        if self.state != self.STATE_OPEN:
            return
        if self._perMessageCompress is None and not self.send_queue:
            self.transport.write(text_frame(text))
        else:
            self.sendMessage(text.encode())
