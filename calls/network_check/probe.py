"""The steps for one address of a server: connect, answer, allocate, relay to itself and back."""

import asyncio
import logging
import os
import ssl
import time
from ipaddress import ip_address

from aioice import stun
from django.utils.translation import gettext as _

from calls.signaling.handshake import ice

from . import peers, problems
from .client import Client, Credential, NoAnswerError, allocation, binding, connect
from .findings import Finding, Report, failed, note, ok
from .problems import UNAUTHORIZED
from .server import Server

logger = logging.getLogger(__name__)

#: Seconds to the expiry of a credential that a server accepts whose clock is ahead by less.
FAR_FUTURE = 365 * 24 * 3600
#: Seconds until data that may be lost are sent again.
RESEND = 0.4


class Probe:
    """Every step adds its finding to the report. The first that fails is the last."""

    def __init__(self, server: Server, address: str, secret: str, context: ssl.SSLContext, seconds: float) -> None:
        self.server = server
        self.secret = secret
        self.context = context
        self.seconds = seconds
        self.report = Report(server.url, address)
        self.clients: list[Client] = []
        # Opaque and new, so that a quota for each user does not count earlier checks.
        self.user = f"network-check-{os.urandom(4).hex()}"

    async def run(self) -> Report:
        try:
            await (self._relay() if self.server.relays else self._binding())
        except (OSError, NoAnswerError, stun.TransactionError) as error:
            self.report.findings.append(problems.explain(error, self.server, self.report.address))
        except Exception as error:
            # aioice cannot read the answer. The results of the other servers must be shown.
            logger.exception("The network check of %s failed", self.server.url)
            self.report.findings.append(problems.explain(error, self.server, self.report.address))
        finally:
            await asyncio.gather(*(client.close() for client in self.clients))
        return self.report

    def _found(self, text: str, **values: object) -> None:
        self.report.findings.append(ok(text % values))

    async def _connect(self, credential: Credential | None = None) -> Client:
        client = await connect(self.server, self.report.address, credential, self.context, self.seconds)
        self.clients.append(client)
        return client

    def _credential(self, lifetime: int) -> Credential:
        return ice.turn_credential(self.secret, self.user, int(time.time()) + lifetime)

    async def _binding(self) -> None:
        client = await self._connect()
        await client.within(self.seconds, client.request(binding()))
        # The first answer may take longer, while connections of other checks begin.
        began = time.monotonic()
        response, _sender = await client.within(self.seconds, client.request(binding()))
        took = _milliseconds(began)
        seen = response.attributes.get("XOR-MAPPED-ADDRESS") or response.attributes.get("MAPPED-ADDRESS")
        if not seen:
            self.report.findings.append(failed(_("It answers without the address that it sees.")))
            return
        self._found(_("Answers in %(ms)s ms. It sees this machine as %(address)s."), ms=took, address=seen[0])

    async def _relay(self) -> None:
        first = await self._connect(self._credential(ice.TTL))
        realm = await self._challenge(first)
        if realm is None:
            return
        # The first answer may take longer, while connections of other checks begin.
        began = time.monotonic()
        await self._challenge(first)
        self._found(_("Answers in %(ms)s ms."), ms=_milliseconds(began))
        try:
            await first.within(self.seconds, first.connect())
        except stun.TransactionFailed as error:
            if error.response.error_code != UNAUTHORIZED:
                raise
            self.report.findings.append(await self._why_unauthorized(realm))
            return
        self._found(_("Accepts the credential, and relays at %(address)s."), address=_text(first.relay))
        if problem := peers.announced_problem(self.report.address, first.relay[0]):
            self.report.findings.append(problem)
            return
        second = await self._connect(self._credential(ice.TTL))
        await second.within(self.seconds, second.connect())
        # A connection by TCP may come through a proxy, so the server sees another address than people's.
        if await self._exchange(first, second) and self.server.transport == "udp":
            await self._outside(first)

    async def _challenge(self, client: Client) -> str | None:
        """The realm that the server demands a credential for, or None if it demands none."""
        try:
            await client.within(self.seconds, client.request(allocation()))
        except stun.TransactionFailed as error:
            if error.response.error_code != UNAUTHORIZED:
                raise
            return str(error.response.attributes.get("REALM", ""))
        self.report.findings.append(problems.open_relay())
        return None

    async def _why_unauthorized(self, realm: str) -> Finding:
        """A server that accepts a credential of the far future has the right secret, and a wrong clock."""
        later = await self._connect(self._credential(FAR_FUTURE))
        try:
            await later.within(self.seconds, later.connect())
        except stun.TransactionFailed as error:
            if error.response.error_code != UNAUTHORIZED:
                raise
            return problems.wrong_secret(realm)
        return problems.wrong_clock()

    async def _exchange(self, first: Client, second: Client) -> bool:
        """Whether data come from one relay to the other and back, as between two people who both need one."""
        try:
            for sender, receiver in ((first, second), (second, first)):
                # It also permits what comes from there.
                await sender.within(self.seconds, sender.send_data(b"?", receiver.relay))
        except stun.TransactionFailed as error:
            if error.response.error_code != problems.FORBIDDEN:
                raise
            self.report.findings.append(peers.refused_relay(first.relay[0]))
            return False
        token, answer = os.urandom(16), os.urandom(16)
        began = time.monotonic()
        try:
            async with asyncio.timeout(self.seconds):
                await _deliver(first, second, token)
                await _deliver(second, first, answer)
        except TimeoutError:
            self.report.findings.append(peers.lost_data())
            return False
        self._found(_("Carries data through two relays and back in %(ms)s ms."), ms=_milliseconds(began))
        return True

    async def _outside(self, client: Client) -> None:
        """Data from this machine to the relay's port, which a firewall may keep out."""
        mine = client.mapped_address[0] if client.mapped_address else ""
        if mine in (self.report.address, client.relay[0]) or ip_address(mine).is_loopback:
            text = _("This machine is the server: check from another one as well, to see what the firewall lets in.")
            self.report.findings.append(note(text))
            return
        if ip_address(mine).version != ip_address(client.relay[0]).version:
            return
        try:
            # To a port where nobody listens, so that a firewall does not take the test for an answer.
            await client.within(self.seconds, client.send_data(b"?", (mine, peers.DISCARD)))
        except stun.TransactionFailed as error:
            if error.response.error_code != problems.FORBIDDEN:
                raise
            self.report.findings.append(peers.refused_person(mine))
            return
        if await peers.reaches(client, os.urandom(16), self.seconds, RESEND):
            self._found(_("Its port for relayed media can be reached."))
        else:
            self.report.findings.append(
                peers.closed_relay_port(_text(client.relay), outside=not peers.is_private(mine))
            )


async def _deliver(sender: Client, receiver: Client, data: bytes) -> None:
    """Send until it has arrived: the first packets may come before a permission, or be lost."""
    while True:
        await sender.send_data(data, receiver.relay)
        if await receiver.receives(data, RESEND):
            return


def _milliseconds(began: float) -> int:
    return max(1, round((time.monotonic() - began) * 1000))


def _text(address: tuple[str, int]) -> str:
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
