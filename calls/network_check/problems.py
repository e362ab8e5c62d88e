"""What an error of a STUN or TURN server means, and which setting to change."""

import errno
import socket
import ssl
from collections.abc import Callable

from aioice import stun
from django.utils.translation import gettext as _

from .client import ClosedError, NoAnswerError, NoTlsError, SilentError
from .findings import Finding, failed, note
from .server import Server
from .tls_problems import explain_tls

#: Error codes of STUN and TURN (RFC 8489, section 14.8; RFC 8656, section 19).
UNAUTHORIZED, FORBIDDEN = 401, 403


def explain(error: Exception, server: Server, address: str) -> Finding:
    """`error` is one that looking up, connecting or a request has raised."""
    match error:
        case stun.TransactionFailed():
            return _refusal(error)
        case ssl.SSLError() | NoTlsError():
            return explain_tls(error, server)
        case SilentError():
            return _stranger(
                _("Port %(port)s of %(address)s accepts connections, but does not answer."), server, address
            )
        case stun.TransactionTimeout() | NoAnswerError():
            return _silence(server, address)
        case socket.gaierror():
            return _name(error, server)
        case ClosedError() | ConnectionResetError() | ConnectionAbortedError() | BrokenPipeError():
            return _stranger(_("Port %(port)s of %(address)s closes connections without an answer."), server, address)
        case OSError():
            return _unreachable(error, server, address)
    return failed(_("The answer is not understood: %(error)s") % {"error": error})


def _name(error: socket.gaierror, server: Server) -> Finding:
    names = {"host": server.host, "setting": server.setting}
    if error.errno == socket.EAI_AGAIN:
        text = _("The name %(host)s cannot be looked up, because no name server answers.")
        return failed(text % names, _("Check the name servers of this machine in /etc/resolv.conf."))
    text = _("The name %(host)s does not resolve to an address.")
    return failed(text % names, _("Create its DNS record, or correct the name in %(setting)s.") % names)


def _stranger(text: str, server: Server, address: str) -> Finding:
    if server.tls:
        remedy = _("Another program listens there: correct %(setting)s, or have the proxy send TURN to coturn.")
    else:
        remedy = _("Another program listens there, or the port expects TLS: correct %(setting)s.")
    return failed(text % {"address": address, "port": server.port}, remedy % {"setting": server.setting})


def _silence(server: Server, address: str) -> Finding:
    """Nothing says whether the packets were dropped on their way or ignored."""
    values = {"address": address, "port": server.port, "transport": server.transport.upper()}
    return failed(
        _("%(address)s does not answer on port %(port)s by %(transport)s.") % values,
        _(
            "Open %(transport)s %(port)s in the firewalls of the server and of its provider. "
            "If this machine is behind the same NAT as the server, check from elsewhere as well."
        )
        % values,
    )


def _unreachable(error: OSError, server: Server, address: str) -> Finding:
    values = {
        "address": address,
        "port": server.port,
        "transport": server.transport.upper(),
        "setting": server.setting,
        "error": error.strerror or error,
    }
    if isinstance(error, ConnectionRefusedError):
        return failed(
            _("Nothing listens on port %(port)s of %(address)s by %(transport)s: it refuses the connection.") % values,
            _("Start coturn, or correct the address and port in %(setting)s.") % values,
        )
    if error.errno in {errno.ENETUNREACH, errno.EADDRNOTAVAIL} and ":" in address:
        return note(_("Not checked: this machine cannot reach IPv6 addresses.") % values)
    return failed(
        _("%(address)s cannot be reached: %(error)s.") % values,
        _("Check the address in %(setting)s, and the routes between this machine and the server.") % values,
    )


def wrong_secret(realm: str) -> Finding:
    return failed(
        _("The server refuses the credential (401): its secret is not TURN_SECRET."),
        _("Make TURN_SECRET and coturn's static-auth-secret the same, and restart both.")
        if realm
        else _("Make TURN_SECRET and coturn's static-auth-secret the same, and give coturn a realm, too."),
    )


def wrong_clock() -> Finding:
    return failed(
        _("The server takes a new credential as expired (401), although the secret is right."),
        _("Synchronize the clocks of the server and of this machine (NTP): they differ by 10 minutes or more."),
    )


def open_relay() -> Finding:
    return failed(
        _("The server relays for everybody: it asks for no credential."),
        _("Start coturn with use-auth-secret and static-auth-secret, as deploy/turn.sh does."),
    )


def _refusal(error: stun.TransactionFailed) -> Finding:
    code, reason = error.response.attributes.get("ERROR-CODE", (0, ""))
    text, remedy = REFUSALS.get(code, _other)()
    return failed(text % {"code": code, "reason": reason}, remedy)


def _other() -> tuple[str, str]:
    return _("The server refuses (%(code)s, %(reason)s)."), _("Read coturn's log.")


def _mismatch() -> tuple[str, str]:
    text = _("The server still has another relay for this connection (437).")
    return text, _("Try again. If it stays, a proxy in front of coturn mixes up connections.")


def _quota() -> tuple[str, str]:
    text = _("The server's quota of relays is used up (486).")
    return text, _("Raise user-quota and total-quota in deploy/turnserver.conf.")


def _capacity() -> tuple[str, str]:
    text = _("The server has no free port for another relay (508).")
    return text, _("Widen the range from min-port to max-port in deploy/turnserver.conf.")


def _forbidden() -> tuple[str, str]:
    return _("The server refuses (403, %(reason)s)."), _("Read coturn's log, and its options that deny addresses.")


REFUSALS: dict[int, Callable[[], tuple[str, str]]] = {
    FORBIDDEN: _forbidden,
    437: _mismatch,
    486: _quota,
    508: _capacity,
}
