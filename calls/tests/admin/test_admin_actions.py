"""Actions of staff on one worker reach the sockets on every worker."""

import asyncio
import re
import urllib.request
from urllib.parse import urlencode

from calls.protocol.close_codes import CloseCode
from calls.tests.client import ring, talk
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, until
from calls.tests.harness.sites import Site


class Staff:
    """A superuser's browser on the administration of the first worker."""

    def __init__(self, site: Site) -> None:
        self.person = Person(site, "staff", staff=True)
        self.worker = site.workers[0]

    def load(self, path: str, **form: str) -> str:
        url = f"http://127.0.0.1:{self.worker.port}{path}"
        headers = {
            "Host": f"localhost:{self.worker.port}",
            "Cookie": f"{self.worker.session_cookie}={self.person.cookie}",
        }
        if form:
            token = "a" * 32
            headers |= {"Cookie": f"{headers['Cookie']}; {self.worker.csrf_cookie}={token}", "X-CSRFToken": token}
        body = urlencode(form).encode() if form else None
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=HANG) as answer:
            return str(answer.read().decode())

    async def act(self, name: str, action: str, search: str) -> None:
        """Choose the only row that the search finds."""
        path = f"/admin/calls/{name}/?{urlencode({'q': search})}"
        shown = await asyncio.to_thread(self.load, path)
        (row,) = re.findall(r'name="_selected_action" value="([^"]+)"', shown)
        await asyncio.to_thread(self.load, path, action=action, _selected_action=row)


async def test_signing_out_a_device_closes_its_socket(site: Site, bob: Person) -> None:
    device = await bob.device()
    await Staff(site).act("connection", "sign_out", bob.name)
    assert await device.wait_closed() == CloseCode.SIGNED_OUT
    again = await bob.open()
    assert await again.wait_closed() == CloseCode.SIGNED_OUT
    await asyncio.to_thread(until, lambda: site.admin("connections", pk=bob.pk)["count"] == 0, "the row is gone")


async def test_signing_out_a_device_ends_its_call(site: Site, alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await Staff(site).act("connection", "sign_out", bob.name)
    assert await callee.wait_closed() == CloseCode.SIGNED_OUT
    assert (await caller.expect("leave", call=call))["reason"] == "hung-up"
    assert site.admin("call", call=call) == {"state": "ended", "reason": "hung-up"}


async def test_other_devices_stay_signed_in(site: Site, alice: Person, bob: Person) -> None:
    device, other = await bob.device(), await alice.device()
    await Staff(site).act("connection", "sign_out", bob.name)
    await device.wait_closed()
    await other.ping()
    await (await alice.device()).ping()


async def test_a_call_in_progress_is_ended(site: Site, alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    staff = Staff(site)
    await staff.act("livecall", "end_call", alice.name)
    for device in (caller, callee):
        assert (await device.expect("leave", call=call))["reason"] == "ended-by-staff"
    assert site.admin("call", call=call) == {"state": "ended", "reason": "ended-by-staff"}
    assert "ended by staff" in await asyncio.to_thread(
        staff.load, f"/admin/calls/call/?person={alice.name}&state__exact=ended"
    )
    await talk(caller, callee)


async def test_a_ringing_call_is_ended_on_every_device(site: Site, alice: Person, bob: Person) -> None:
    caller, callee, other = await alice.device(), await bob.device(), await bob.device(0)
    call = await ring(caller, callee)
    await other.expect("offer", call=call)
    await Staff(site).act("livecall", "end_call", bob.name)
    for device in (caller, callee, other):
        assert (await device.expect("leave", call=call))["reason"] == "ended-by-staff"
    assert (await bob.device()).hello["missed"] == 0
