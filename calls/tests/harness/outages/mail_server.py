"""An SMTP server (RFC 5321) that keeps what it is sent, and refuses what it is told to."""

import asyncio
import threading
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Self

from calls.tests.harness.process import HANG, free_port


class MailServer:
    """Runs in a thread of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.messages: list[Message] = []
        #: An answer to each recipient instead of 250, for example "450 try later".
        self.refusal = ""
        #: How often a recipient was named.
        self.tries = 0
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        starting = asyncio.start_server(self._serve, "127.0.0.1", self.port)
        asyncio.run_coroutine_threadsafe(starting, self._loop).result(HANG)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[Message]:
        return [message for message in self.messages if message["To"] == address]

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 mail.example.org")
        while line := await reader.readline():
            word = line.split(b":")[0].strip().upper()
            if word == b"RCPT TO":
                self.tries += 1
                say(self.refusal or "250 ok")
            elif word == b"DATA":
                say("354 go on")
                data = await reader.readuntil(b"\r\n.\r\n")
                self.messages.append(message_from_bytes(data[:-3].replace(b"\r\n..", b"\r\n."), policy=default))
                say("250 ok")
            elif word == b"QUIT":
                say("221 bye")
                break
            else:
                say("250 ok")
        writer.close()
