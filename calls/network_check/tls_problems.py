"""What is wrong with a server's TLS, and which setting to change."""

import ssl

from django.utils.translation import gettext as _

from .findings import Finding, failed
from .server import Server, is_address

#: OpenSSL's numbers for why it does not trust a certificate (x509_vfy.h).
NOT_YET_VALID, EXPIRED = 9, 10
UNKNOWN_ISSUER = {2, 18, 19, 20, 21}
OTHER_NAMES = {62, 64}
#: OpenSSL's reasons for an answer that is not TLS.
NO_TLS = {
    "WRONG_VERSION_NUMBER",
    "RECORD_LAYER_FAILURE",
    "UNEXPECTED_MESSAGE",
    "HTTP_REQUEST",
    "UNEXPECTED_EOF_WHILE_READING",
}
#: Where HAProxy ends TLS, with certificates that Caddy obtains.
HTTPS = 443


def explain_tls(error: Exception, server: Server) -> Finding:
    """`error` is an ssl.SSLError, or says that TLS did not begin."""
    match error:
        case ssl.SSLCertVerificationError():
            return _certificate(error, server)
        case ssl.SSLError(reason="TLSV1_UNRECOGNIZED_NAME"):
            text = _("The server has no TLS certificate for %(host)s.")
            return failed(text % {"host": server.host}, _certificate_of(server))
        case ssl.SSLError(reason=str(reason)) if reason not in NO_TLS:
            return _handshake(reason, server)
    return _no_tls(server)


def _no_tls(server: Server) -> Finding:
    return failed(
        _("Port %(port)s does not speak TLS.") % {"port": server.port},
        _("Name the port of coturn's TLS (tls-listening-port) in %(setting)s, and give coturn cert and pkey.")
        % {"setting": server.setting},
    )


def _handshake(reason: str, server: Server) -> Finding:
    """The server has refused by an alert, for example since it has no certificate, or because of TLS's version."""
    values = {"host": server.host, "port": server.port, "reason": reason.lower().replace("_", " ")}
    return failed(_("Port %(port)s refuses TLS for %(host)s: %(reason)s.") % values, _certificate_of(server))


def _certificate_of(server: Server) -> str:
    host = {"host": server.host}
    if server.port == HTTPS:
        return _("HAProxy takes its certificates from Caddy: Caddy's log says why it has none for %(host)s.") % host
    return _("Give coturn's option cert a valid certificate for %(host)s with its chain, and restart coturn.") % host


def _certificate(error: ssl.SSLCertVerificationError, server: Server) -> Finding:
    remedy = _certificate_of(server)
    if error.verify_code == EXPIRED:
        return failed(_("The TLS certificate has expired."), remedy)
    if error.verify_code == NOT_YET_VALID:
        return failed(_("The TLS certificate is not valid yet."), _("Check the clock of this machine."))
    if error.verify_code in OTHER_NAMES:
        if is_address(server.host):
            remedy = _("Write the certificate's name instead of the address in %(setting)s.")
            remedy %= {"setting": server.setting}
        return failed(_("The TLS certificate is for another name than %(host)s.") % {"host": server.host}, remedy)
    if error.verify_code in UNKNOWN_ISSUER:
        return failed(_("The TLS certificate is not signed by an authority that this machine trusts."), remedy)
    return failed(_("The TLS certificate is not valid: %(why)s.") % {"why": error.verify_message}, remedy)
