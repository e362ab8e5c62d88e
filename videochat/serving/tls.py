"""TLS for workers without a proxy: reads the certificate, and wraps each connection.

The listening socket is the same as without TLS, so draining and limits are the same, too.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from OpenSSL.SSL import SENT_SHUTDOWN
from twisted.internet.ssl import CertificateOptions, TLSVersion
from twisted.protocols.tls import BufferingTLSTransport, TLSMemoryBIOFactory

#: The first byte of every TLS connection: a record of type "handshake" (RFC 8446, section 5.1).
HANDSHAKE = 22
#: A certificate that expires earlier than this is logged at the start.
SOON = timedelta(days=14)
REQUEST_LINE = re.compile(rb"[A-Z]+ (/[!-~]*) HTTP/1\.[01]\r\n")
HOST = re.compile(rb"\r\nHost:[ \t]*([!-~]+)[ \t]*\r\n", re.IGNORECASE)
REDIRECT = (
    "HTTP/1.1 307 Temporary Redirect\r\nLocation: {}\r\n"
    "Cache-Control: no-store\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
)

untyped_transport: Any = BufferingTLSTransport  # few of its methods have types


class BadCertificate(Exception):
    """One line that names the file and says why it cannot be used."""


class Certificate:
    """A certificate with its chain and its private key, both in PEM. Raises BadCertificate."""

    def __init__(self, certificate_file: str, key_file: str) -> None:
        try:
            chain = x509.load_pem_x509_certificates(_read(certificate_file))
        except ValueError:
            raise BadCertificate(f"{certificate_file} is not a certificate in PEM") from None
        try:
            key: Any = load_pem_private_key(_read(key_file), None)
        except TypeError:
            raise BadCertificate(f"{key_file} is protected by a passphrase") from None
        except (ValueError, UnsupportedAlgorithm):
            raise BadCertificate(f"{key_file} is not a private key in PEM") from None
        if _public_bytes(key.public_key()) != _public_bytes(chain[0].public_key()):
            raise BadCertificate(f"{key_file} is not the key of the first certificate in {certificate_file}")
        now = datetime.now(UTC)
        #: When browsers begin to refuse it.
        self.expires = chain[0].not_valid_after_utc
        if self.expires <= now:
            raise BadCertificate(f"{certificate_file} expired on {self.expires:%Y-%m-%d}")
        if (begins := chain[0].not_valid_before_utc) > now:
            raise BadCertificate(f"{certificate_file} is not valid before {begins:%Y-%m-%d %H:%M} UTC")
        self.expires_soon = self.expires - now < SOON
        try:
            self.options = CertificateOptions(
                # Twisted's types name pyOpenSSL's classes, which pyOpenSSL has replaced by these.
                privateKey=key,
                certificate=chain[0],  # type: ignore[arg-type]
                extraCertChain=chain[1:],  # type: ignore[arg-type]
                raiseMinimumTo=TLSVersion.TLSv1_2,
            )
            self.options.getContext()
        except Exception as error:  # OpenSSL refuses short keys and unusual types of keys
            raise BadCertificate(f"{certificate_file} cannot be used: {error!r}") from None


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise BadCertificate(f"{file} cannot be read: {error.strerror}") from None


def _public_bytes(key: Any) -> bytes:
    return bytes(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


class TlsConnection(untyped_transport):  # type: ignore[misc]
    """The TLS of one connection. A plain HTTP request gets a redirect: people type addresses without https."""

    origins: Sequence[str]
    _has_begun = False

    def dataReceived(self, data: bytes) -> None:
        if not self._has_begun and data[0] != HANDSHAKE:
            self._redirect(data)
            return
        self._has_begun = True
        super().dataReceived(data)
        self._close_tcp()

    def loseConnection(self) -> None:
        super().loseConnection()
        self._close_tcp()

    def _close_tcp(self) -> None:
        """Close like a connection without TLS, once `close_notify` is sent (RFC 8446, section 6.1).

        Twisted waits, and reads on, until the client sends one too, which it may never do.
        """
        connection = self.getHandle()
        if self.disconnecting and connection is not None and connection.get_shutdown() & SENT_SHUTDOWN:
            self.transport.loseConnection()

    def _redirect(self, data: bytes) -> None:
        if request := REQUEST_LINE.match(data):
            host = HOST.search(data)
            asked = f"https://{host[1].decode().lower()}" if host else ""
            origin = asked if asked in self.origins else self.origins[0]
            self.transport.write(REDIRECT.format(origin + request[1].decode()).encode())
        self.transport.loseConnection()


class TlsFactory(TLSMemoryBIOFactory):
    """Wraps what `build_channel` makes. `origins`: where requests without TLS are sent."""

    noisy = False

    def __init__(
        self, certificate: Certificate, origins: Sequence[str], http_factory: Any, build_channel: Callable[[Any], Any]
    ) -> None:
        super().__init__(certificate.options, False, http_factory)  # type: ignore[arg-type]
        self.build_channel = build_channel
        self.protocol = type("Connection", (TlsConnection,), {"origins": origins})

    def buildProtocol(self, address: Any) -> Any:
        return self.protocol(self, self.build_channel(address))


def tcp_transport(transport: Any) -> Any:
    """The transport that has the socket, and the bytes that wait for it."""
    return transport.transport if isinstance(transport, BufferingTLSTransport) else transport
