"""A name server that answers A queries for one name, as a container engine does for a service."""

import socket
import socketserver
import struct
import threading

ADDRESS = 1


class Answer(socketserver.BaseRequestHandler):
    server: "NameServer"

    def handle(self) -> None:
        query, back = self.request
        end = query.index(0, 12) + 5
        (kind,) = struct.unpack("!H", query[end - 4 : end - 2])
        # RFC 1035, section 4.1: every answer points back at the question's name, and is good for one second.
        records = [
            struct.pack("!HHHIH", 0xC00C, ADDRESS, 1, 1, 4) + socket.inet_aton(address)
            for address in self.server.addresses
            if kind == ADDRESS
        ]
        header = query[:2] + struct.pack("!HHHHH", 0x8580, 1, len(records), 0, 0)
        back.sendto(header + query[12:end] + b"".join(records), self.client_address)


class NameServer(socketserver.ThreadingUDPServer):
    """Answers every question with `addresses`."""

    daemon_threads = True

    def __init__(self, *addresses: str) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.addresses = addresses
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        host, port = self.server_address[:2]
        return f"udp/{host!s}:{port}"

    def close(self) -> None:
        self.shutdown()
        self.server_close()
