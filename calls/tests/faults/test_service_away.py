"""A service away: what works goes on, and what does not says so in words, within seconds.

docs/reliability.md has the table of outcomes, which these tests are held to.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from calls.tests.client import new_call
from calls.tests.harness.crowd import Crowd, crowd_on
from calls.tests.harness.document import CLIENT
from calls.tests.harness.outages.fault_proxy import Fault, FaultProxy
from calls.tests.harness.outages.mail_server import MailServer
from calls.tests.harness.outages.operations import SAYS_SO, WORKS, Clients, OperationResult, Visitors
from calls.tests.harness.process import ROOT, until
from calls.tests.harness.services import Redis
from calls.tests.harness.sites import Site, migrated_postgres

#: Nothing takes longer. Hashing a password takes the processor's time as well.
LIMIT_SECONDS, HASHING_SECONDS = 5, 5
HASHES = ("signing in", "signing up")
SERVICES = ("Redis", "PostgreSQL", "the mail server")
#: The first tier has one fault for each service, and the second one the others.
SHORT = {("Redis", Fault.WRONG), ("PostgreSQL", Fault.REFUSED), ("the mail server", Fault.SILENT)}
CASES = [
    pytest.param(service, fault, marks=() if (service, fault) in SHORT else pytest.mark.tier2)
    for service in SERVICES
    for fault in Fault
    if fault is not Fault.NONE
]


def documented() -> dict[str, dict[str, str]]:
    """What docs/reliability.md says of each page and message, by service."""
    text = (ROOT / "docs" / "reliability.md").read_text()
    section = re.split(r"^## ", text.split("## A service away\n", 1)[1], maxsplit=1, flags=re.M)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return {what: dict(zip(SERVICES, outcomes, strict=True)) for what, *outcomes in rows[2:]}


@dataclass(frozen=True)
class Deployed:
    site: Site
    proxies: dict[str, FaultProxy]


@pytest.fixture(scope="module")
def deployed(static_root: str) -> Iterator[Deployed]:
    """One worker, as in production, behind whose back each service may fail."""
    postgres, redis, mail = migrated_postgres(), Redis(), MailServer()
    ports = zip(SERVICES, (redis.port, postgres.port, mail.port), strict=True)
    proxies = {service: FaultProxy(port) for service, port in ports}
    site = Site(
        "deployed",
        f"postgres://videochat@127.0.0.1:{proxies['PostgreSQL'].port}/migrated",
        1,
        REDIS_URL=f"redis://127.0.0.1:{proxies['Redis'].port}/0",
        EMAIL_URL=f"smtp://127.0.0.1:{proxies['the mail server'].port}",
        TEST_STATIC_ROOT=static_root,
        SIGNUP_OPEN="true",
    )
    yield Deployed(site, proxies)
    site.stop()
    for proxy in proxies.values():
        proxy.stop()
    for service in (redis, postgres):
        service.stop()
    mail.stop()


@pytest.fixture
async def crowd(deployed: Deployed) -> AsyncIterator[Crowd]:
    async with crowd_on(deployed.site) as found:
        yield found


@pytest.mark.parametrize(("service", "fault"), CASES)
async def test_what_works_goes_on_and_the_rest_says_so(
    deployed: Deployed, crowd: Crowd, service: str, fault: Fault
) -> None:
    visitors, clients, proxy = Visitors(crowd), Clients(crowd), deployed.proxies[service]
    await clients.come()
    proxy.fail(fault)
    try:
        pages_first = fault in (Fault.SILENT, Fault.SLOW)  # they meet an outage that nobody has noticed
        results = await asyncio.to_thread(visitors.try_pages) if pages_first else []
        results += await clients.try_messages()
        results += [] if pages_first else await asyncio.to_thread(visitors.try_pages)
    finally:
        proxy.heal()
    for each in results:
        print(f"{service} {fault}: {each.what}: {each.outcome} after {each.seconds:.1f} s")
    expected = {what: outcomes[service] for what, outcomes in documented().items()}
    assert {each.what for each in results} == expected.keys()
    assert [each for each in results if not is_right(each, expected[each.what], fault)] == []
    assert [each for each in results if each.seconds > limit_of(each)] == []
    await heals(deployed, crowd, visitors)
    await clients.leave()


def is_right(result: OperationResult, expected: str, fault: Fault) -> bool:
    """A slow service may still be fast enough for some things."""
    return result.outcome == expected or (fault is Fault.SLOW and result.outcome in (WORKS, SAYS_SO))


def limit_of(result: OperationResult) -> int:
    return LIMIT_SECONDS + (HASHING_SECONDS if result.what in HASHES else 0)


async def heals(deployed: Deployed, crowd: Crowd, visitors: Visitors) -> None:
    """By itself, with the sockets and the call that there were before."""
    worker = deployed.site.workers[0]
    await asyncio.to_thread(until, worker.ready, "the worker is ready again")

    def all_work() -> bool:
        return all(each.outcome == WORKS for each in visitors.try_pages())

    await asyncio.to_thread(until, all_work, "all pages work again")
    assert crowd.site.admin("call", call=crowd.call)["state"] == "active"
    for device in (crowd.carol, crowd.dave):  # what was tried in the outage may have left a call
        await device.send("leave")
        await device.ping()
        device.inbox.clear()
    call = new_call()
    await crowd.rings(call)
    await crowd.answers(call)


def test_the_table_names_every_message() -> None:
    assert {f"`{kind}`" for kind in CLIENT} <= documented().keys()
