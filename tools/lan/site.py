"""Where the site of `make run LAN=1` is, and what people need to know about it."""

from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import TextIO

from tools.free_port import any_address
from tools.lan.addresses import host_names, network_addresses
from tools.lan.certificate import Name, certificate_for
from tools.lan.qr_code import qr_code

LOOPBACK = (IPv4Address("127.0.0.1"), IPv6Address("::1"))
ALONE = """
  No network was found, so only this machine is served. Start again when it is connected.
"""
TOGETHER = """
  Open one of these addresses here and on the other device, which is in the same network. A phone's
  camera reads the first one from the code.

{addresses}
{qr_code}
  The browser asks once whether to trust this machine's certificate: "Advanced", then "Proceed".
  Everybody in the network can sign in with the demo password while this runs.
"""


class LanSite:
    """`origins`: every name and address of this machine, the one to open first."""

    def __init__(self, port: int) -> None:
        bind = any_address()
        self.addresses = network_addresses(ipv6=bind == "::")
        #: What the server listens on.
        self.bind = bind if self.addresses else str(LOOPBACK[0])
        self.names: list[Name] = [*self.addresses, "localhost", *LOOPBACK, *host_names()]
        self.origins = [_origin(name, port) for name in self.names]

    def certificate(self, folder: Path) -> tuple[Path, Path]:
        """The files of the certificate and its key. Raises OSError."""
        return certificate_for(folder, self.names)

    def welcome(self, output: TextIO) -> str:
        if not self.addresses:
            return ALONE
        shown = self.origins[: len(self.addresses)]
        addresses = "".join(f"    {origin}\n" for origin in shown)
        return TOGETHER.format(addresses=addresses, qr_code=qr_code(shown[0], output))


def _origin(name: Name, port: int) -> str:
    """Browsers leave the scheme's own port out (RFC 6454, section 6.2)."""
    host = f"[{name}]" if isinstance(name, IPv6Address) else str(name)
    return f"https://{host}" if port == 443 else f"https://{host}:{port}"
