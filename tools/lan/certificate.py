"""A self-signed certificate for this machine's names and addresses, which browsers ask about once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tools.lan.private_file import write_private
from videochat.serving.tls import BadCertificate, Certificate

Name: TypeAlias = str | IPv4Address | IPv6Address

#: Safari accepts at most 825 days, and fewer are planned everywhere.
LIFETIME = timedelta(days=365)
#: It is replaced this long before it expires, at a start.
RENEW_BEFORE = timedelta(days=30)
#: A phone's clock may be behind.
BACKDATED = timedelta(days=1)
#: Names of earlier networks stay in the certificate, so that coming back to one asks nobody again.
MAX_NAMES = 30


def certificate_for(folder: Path, names: Sequence[Name]) -> tuple[Path, Path]:
    """The files of a certificate for all names, and of its key: those in the folder, if they still fit.

    Raises OSError if the folder cannot be written.
    """
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    known: list[Name] = []
    try:
        kept = Certificate(str(certificate_file), str(key_file))
    except BadCertificate:
        pass  # none yet, expired, or damaged
    else:
        known = _names_in(certificate_file)
        if set(names) <= set(known) and kept.expires - datetime.now(UTC) > RENEW_BEFORE:
            return certificate_file, key_file
    certificate, key = _make(list(dict.fromkeys([*names, *known]))[:MAX_NAMES])
    # After a crash between the two they do not match, and the next start makes others.
    write_private(key_file, key)
    write_private(certificate_file, certificate)
    return certificate_file, key_file


def _names_in(file: Path) -> list[Name]:
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    addresses = [each for each in names.get_values_for_type(x509.IPAddress) if isinstance(each, Name)]
    return [*names.get_values_for_type(x509.DNSName), *addresses]


def _make(names: Sequence[Name]) -> tuple[bytes, bytes]:
    """A certificate that is no authority, so it can vouch for nothing else, and its key; both in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Videochat in this network")])
    now = datetime.now(UTC)
    alternatives = [x509.DNSName(each) if isinstance(each, str) else x509.IPAddress(each) for each in names]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return certificate.public_bytes(Encoding.PEM), private
