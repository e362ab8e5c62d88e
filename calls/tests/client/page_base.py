"""A page's state, the messages it sends in a call, and the decisions that a subclass makes."""

import asyncio

from .messages import Message, candidate
from .page_call import PageCall, Timing

SDP = "v=0\r\n" + "a=candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx\r\n" * 20


class PageBase:
    timing = Timing()

    def __init__(self) -> None:
        self.call: PageCall | None = None
        #: The id and the caller of a call that came during another one.
        self.waiting: tuple[str, str] | None = None
        #: Calls that this page has left; the server may not know it.
        self.left: set[str] = set()
        #: All calls that are over for this page.
        self.over: set[str] = set()
        self._sync: asyncio.TimerHandle | None = None

    # What a subclass supplies

    def send(self, kind: str, **fields: object) -> bool:
        """Whether the message went to an open socket."""
        raise NotImplementedError

    async def wants(self, _call: PageCall) -> bool:
        """Whether the person accepts a call; it may take time."""
        return True

    def has_had_enough(self, _call: PageCall) -> bool:
        """Whether the person hangs up now."""
        return False

    def is_real(self, _call: str) -> bool:
        """Whether a call that this page hears of may ring."""
        return True

    def on_begin(self, call: PageCall) -> None:
        """This page takes part in a call, or rings."""

    def on_accepted(self, call: PageCall) -> None:
        """The callee has accepted, by what the server says."""

    def on_connected(self, call: PageCall) -> None:
        """This side is connected."""

    def on_end(self, call: PageCall, reason: str, *, on_purpose: bool) -> None:
        """The call is over for this page; on purpose where its person declined or hung up."""

    def on_media(self, call: PageCall, number: int) -> None:
        """A candidate of the peer's has come; `call` still has the figures of the one before."""

    def on_unknown_call(self, server_call: Message) -> None:
        """The server says that this page is in a call that the page does not have."""
        self.left.add(server_call["call"])
        self.send("leave", call=server_call["call"])

    # What a page says

    def send_offer(self) -> None:
        if self.call:
            self.send("offer", name=self.call.peer, call=self.call.id, offer={"type": "offer", "sdp": SDP})

    def send_accept(self, call: PageCall) -> None:
        self.send("accept", call=call.id, needs_offer=not call.described)
        if call.described:
            self.send_answer(call)

    def send_answer(self, call: PageCall) -> None:
        self.send("answer", call=call.id, answer={"type": "answer", "sdp": SDP})

    def send_candidate(self, call: PageCall) -> None:
        if self.send("candidate", call=call.id, candidate=candidate(call.sent + 1)):
            call.sent += 1

    def sync_later(self) -> None:
        """Ask for a `hello` in a moment; it tells what to say again."""
        loop = asyncio.get_running_loop()
        if self._sync is None or self._sync.when() <= loop.time():
            self._sync = loop.call_later(self.timing.sync, self.send, "sync")
