"""Which addresses a relay announces and serves, and what to change if those are the wrong ones."""

import asyncio
import socket
from ipaddress import ip_address, ip_network

from django.utils.translation import gettext as _

from .client import Client
from .findings import Finding, failed, note

#: A port on which nobody listens (RFC 863).
DISCARD = 9


#: Addresses that nobody outside the network can reach; deploy/turnserver.conf denies them.
PRIVATE = [
    ip_network(network)
    for network in (
        *("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
]


def is_private(address: str) -> bool:
    parsed = ip_address(address)
    return any(parsed in network for network in PRIVATE)


def announced_problem(server: str, relay: str) -> Finding | None:
    """A public server whose relay is at a private address stands behind a NAT and does not know it."""
    if is_private(relay) and not is_private(server):
        return failed(
            _("The server announces the private address %(relay)s for relayed media: nobody outside can reach it.")
            % {"relay": relay},
            _("Set TURN_EXTERNAL_IP=%(server)s/%(relay)s, and restart coturn.") % {"server": server, "relay": relay},
        )
    return None


def refused_relay(relay: str) -> Finding:
    """403 for the relay's own address, which the other relay of a call has."""
    text = _("The server refuses to relay to its own address %(relay)s (403).") % {"relay": relay}
    if ip_address(relay).is_loopback:
        return failed(
            text,
            _("No other machine can reach a loopback address: give coturn's listening-ip and relay-ip other ones."),
        )
    if is_private(relay):
        remedy = _(
            "On a private network, set TURN_ALLOWED_PEERS=%(relay)s, or to a range with the addresses of people's "
            "devices as well, and restart coturn. deploy/turnserver.conf denies private addresses (denied-peer-ip)."
        )
        return failed(text, remedy % {"relay": relay})
    return failed(text, _("Remove the denied-peer-ip that contains %(relay)s, and restart coturn.") % {"relay": relay})


def refused_person(address: str) -> Finding:
    """403 for the address that this machine has there, and perhaps people's devices, too."""
    text = _("The server refuses to relay to this machine's address %(address)s (403).") % {"address": address}
    if not is_private(address):
        remedy = _("Remove the denied-peer-ip that contains %(address)s, and restart coturn.")
        return failed(text, remedy % {"address": address})
    remedy = _(
        "If people call from such addresses, add their range to TURN_ALLOWED_PEERS. "
        "If only servers or containers have them, all is well."
    )
    return note(text, remedy)


def lost_data() -> Finding:
    return failed(
        _("The server relays, but data from one relay to the other do not arrive."),
        _("Behind a NAT, set TURN_EXTERNAL_IP to the server's own PUBLIC/PRIVATE address, and restart coturn."),
    )


def closed_relay_port(relay: str, *, outside: bool) -> Finding:
    """`outside` is false in the server's own network, where a router may not lead back to a public address."""
    text = _("Data from this machine to the relay at %(relay)s by UDP do not arrive.") % {"relay": relay}
    if outside or is_private(relay.rpartition(":")[0].strip("[]")):
        ports = _(
            "Open UDP from min-port to max-port (49160-49959 in deploy/turnserver.conf) in the server's firewalls."
        )
        return failed(text, ports)
    remedy = _(
        "Browsers in this network can use the server's private address instead. "
        "If calls from here fail, have the router lead its public address back inside (hairpin NAT)."
    )
    return note(text, remedy)


async def reaches(client: Client, token: bytes, seconds: float, resend: float) -> bool:
    """Whether data that this machine sends to the relay, again and again, come out of it."""
    loop = asyncio.get_running_loop()
    family = socket.AF_INET6 if ":" in client.relay[0] else socket.AF_INET
    transport, _protocol = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, family=family)
    try:
        async with asyncio.timeout(seconds):
            while True:
                transport.sendto(token, client.relay)
                if await client.receives(token, resend):
                    return True
    except TimeoutError:
        return False
    finally:
        transport.close()
