"""The error that a client's frame is answered with."""

from typing import Any
from uuid import UUID


class Refused(Exception):
    """`code` is for programs (docs/protocol.md), `message` is a sentence for people; `reason` is why a call is over."""

    def __init__(self, code: str, message: object, call: UUID | None = None, reason: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.call = call
        self.reason = reason
        #: The type of the frame, if that is known.
        self.about = ""

    def as_message(self) -> dict[str, Any]:
        error: dict[str, Any] = {"type": "error", "code": self.code, "message": str(self.message)}
        about = {"about": self.about} if self.about else {}
        reason = {"reason": self.reason} if self.reason else {}
        return error | about | reason | ({"call": str(self.call)} if self.call else {})
