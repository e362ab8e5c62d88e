"""What a page does with the server's messages (call/server_messages.js, call/reconcile/reconcile.js)."""

import asyncio
import time
from collections.abc import Callable

from .messages import Message, number_of
from .page_base import PageBase
from .page_call import PageCall


class PageRules(PageBase):
    def __init__(self) -> None:
        super().__init__()
        self._handlers: dict[str, Callable[[Message], None]] = {
            "hello": lambda message: self.reconcile(message["call"]),
            "error": self._on_error,
            "calling": self._on_confirmed,
            "ringing": self._on_confirmed,
            "accepted": self._on_accepted,
            "offer": self._on_offer,
            "answer": self._on_answer,
            "candidate": self._on_candidate,
            "leave": self._on_leave,
        }

    def receive(self, message: Message) -> None:
        if handler := self._handlers.get(message["type"]):
            handler(message)

    def reconcile(self, server_call: Message | None) -> None:
        """What the server says of this page's call in a `hello` counts (call/reconcile/reconcile.js)."""
        held = server_call["call"] if server_call else ""
        self.left &= {held}
        if self.waiting and self.waiting[0] != held:
            self.waiting = None
        if held in self.left:
            self.send("leave", call=held)
            self.sync_later()  # nobody confirms a `leave`
        elif self.call is None:
            self._adopt(server_call)
        elif held != self.call.id and self.call.caller and not self.call.placed:
            self.send_offer()
        elif held != self.call.id:
            self._end("gone")
            self.reconcile(server_call)
        elif server_call:
            self._say_again(self.call, server_call)

    def _adopt(self, server_call: Message | None) -> None:
        if not server_call:
            return
        if server_call["role"] == "callee" and server_call["state"] != "active" and self.is_real(server_call["call"]):
            self._ring(server_call["call"], server_call["name"])
        elif server_call["here"]:
            self.on_unknown_call(server_call)

    def _say_again(self, call: PageCall, server_call: Message) -> None:
        active = server_call["state"] == "active"
        if call.caller and active:
            self._accepted(call)
        elif call.caller:
            call.placed = call.placed or server_call["state"] == "ringing"
            self.send_offer()
        elif active and not server_call["here"]:
            self._end("answered-elsewhere")
        elif call.accepted and not call.connected:
            self.send_accept(call)
        elif not call.accepted:
            self.send("ringing", call=call.id)

    def _ours(self, message: Message) -> PageCall | None:
        return self.call if self.call and self.call.id == message["call"] else None

    def _on_error(self, message: Message) -> None:
        code, call = message["code"], self.call
        if code == "unavailable":
            # The page ends a call that was not placed yet; this one offers it again.
            self.sync_later()
        elif call is None:
            return
        elif code in ("in-call", "self-call") and call.caller and not call.placed:
            self._end(code)
        elif message.get("call") != call.id:
            return
        elif code == "too-late" and not call.connected:
            self._end(code)
        elif code == "not-found":
            self.send("sync")

    def _on_confirmed(self, message: Message) -> None:
        if call := self._ours(message):
            call.placed = True

    def _accepted(self, call: PageCall) -> None:
        call.placed = call.accepted = True
        self.on_accepted(call)

    def _on_accepted(self, message: Message) -> None:
        if call := self._ours(message):
            self._accepted(call)
            if call.caller and message["needs_offer"]:
                self.send_offer()

    def _on_offer(self, message: Message) -> None:
        name, id_ = message["name"], message["call"]
        if id_ in self.over or not self.is_real(id_) or (self.call and self.call.id == id_ and self.call.caller):
            return
        if self.call is None:
            self._ring(id_, name)
        if call := self._ours(message):
            call.described = True
            if call.accepted:
                self.send_answer(call)
        else:
            self.waiting = (id_, name)

    def _on_answer(self, message: Message) -> None:
        if call := self._ours(message):
            self._accepted(call)
            call.described = True

    def _on_candidate(self, message: Message) -> None:
        call = self._ours(message)
        if call is None:
            return
        number = number_of(message["candidate"])
        self.on_media(call, number)
        call.received, call.received_at = max(call.received, number), time.monotonic()
        if call.accepted and call.described and not call.connected:
            call.connected = True
            self.on_connected(call)

    def _on_leave(self, message: Message) -> None:
        if self.waiting and self.waiting[0] == message["call"]:
            self.waiting = None
        if self._ours(message):
            self._end(message["reason"])

    # The call begins and ends

    def _begin(self, call: PageCall) -> PageCall:
        self.call = call
        self.on_begin(call)
        return call

    def _ring(self, call: str, caller: str) -> None:
        incoming = self._begin(PageCall(call, caller, caller=False))
        self.send("ringing", call=call)
        incoming.task = asyncio.create_task(self._as_callee(incoming))

    def _end(self, reason: str, *, on_purpose: bool = False) -> None:
        call, self.call = self.call, None
        if call is None:
            return
        if call.task:
            call.task.cancel()
        self.over.add(call.id)
        self.on_end(call, reason, on_purpose=on_purpose)
        waiting, self.waiting = self.waiting, None
        if waiting and self.is_real(waiting[0]):
            self._ring(*waiting)

    async def _as_callee(self, call: PageCall) -> None:
        raise NotImplementedError
