"""Checks all configured servers side by side, within a time limit."""

import asyncio
import ssl
from collections.abc import Sequence

from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils.translation import gettext as _

from .findings import Report, failed
from .probe import Probe
from .problems import explain
from .server import Server, look_up, parse

#: Seconds for each answer. A request by UDP is sent three times meanwhile.
ANSWER_SECONDS = 3.0
#: Seconds for all of it. What has not ended by then is reported as too slow.
TOTAL_SECONDS = 9.0
#: Addresses of one name that are checked.
MAX_ADDRESSES = 4


def check_servers(seconds: float = ANSWER_SECONDS) -> list[Report]:
    """Reports about each address of each server of STUN_URLS and TURN_URLS, in this order.

    `seconds` is the time limit for each answer. With a running event loop in this thread, it raises
    RuntimeError.
    """
    servers = [parse(url) for url in (*settings.STUN_URLS, *settings.TURN_URLS)]
    # Reads the authorities that this machine trusts, which takes a moment.
    context = ssl.create_default_context()
    return async_to_sync(_check)(servers, settings.TURN_SECRET, context, seconds)


async def _check(servers: Sequence[Server], secret: str, context: ssl.SSLContext, seconds: float) -> list[Report]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_check_server(server, secret, context, seconds)) for server in servers]
    return [report for task in tasks for report in task.result()]


async def _check_server(server: Server, secret: str, context: ssl.SSLContext, seconds: float) -> list[Report]:
    try:
        async with asyncio.timeout(seconds):
            addresses = await look_up(server)
    except TimeoutError:
        text = _("The name %(host)s cannot be looked up: no name server answers in time.") % {"host": server.host}
        remedy = _("Check the name servers of this machine in /etc/resolv.conf.")
        return [Report(server.url, findings=[failed(text, remedy)])]
    except OSError as error:
        return [Report(server.url, findings=[explain(error, server, "")])]
    probes = [Probe(server, address, secret, context, seconds) for address in addresses[:MAX_ADDRESSES]]
    await asyncio.gather(*(_limited(probe, seconds) for probe in probes))
    return [probe.report for probe in probes]


async def _limited(probe: Probe, seconds: float) -> None:
    try:
        async with asyncio.timeout(max(TOTAL_SECONDS - seconds, seconds)):
            await probe.run()
    except TimeoutError:
        text = _("The server answers too slowly: the check has not ended in time.")
        probe.report.findings.append(failed(text, _("Check the load of the server, and the way to it.")))
