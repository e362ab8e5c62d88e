"""A passkey in Python, as a browser makes and uses one (Web Authentication, Level 3)."""

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encode(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Passkey:
    def __init__(self) -> None:
        self.id = secrets.token_bytes(16)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.rp = ""
        self.user = ""

    def create(self, options: dict[str, Any], origin: str, *, verified: bool = True) -> str:
        """`options`: `publicKey` of the server's. Returns what the form sends."""
        self.rp, self.user = options["rp"]["id"], options["user"]["id"]
        key = cbor.encode(dict(ES256.from_cryptography_key(self._key.public_key())))  # type: ignore[no-untyped-call]
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + key
        data = self._authenticator_data(ATTESTED | (VERIFIED if verified else 0)) + attested
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client_data("webauthn.create", options, origin)
        return self._as_json({"clientDataJSON": encode(client), "attestationObject": encode(attestation)})

    def use(self, options: dict[str, Any], origin: str, *, verified: bool = True) -> str:
        data = self._authenticator_data(VERIFIED if verified else 0)
        client = self._client_data("webauthn.get", options, origin)
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {"authenticatorData": data, "clientDataJSON": client, "signature": signature}
        return self._as_json({name: encode(value) for name, value in said.items()} | {"userHandle": self.user})

    def _authenticator_data(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp.encode()).digest() + bytes([PRESENT | flags]) + bytes(4)

    def _client_data(self, kind: str, options: dict[str, Any], origin: str) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _as_json(self, response: dict[str, str]) -> str:
        key = encode(self.id)
        whole = {"id": key, "rawId": key, "type": "public-key", "clientExtensionResults": {}, "response": response}
        return json.dumps(whole)
