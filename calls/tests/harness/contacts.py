"""What people are to each other: contacts, blocks, favourites, and who may call."""

import asyncio

from calls.tests.client import OFFER, Message, new_call

from .device import Device
from .outages.web_client import WebClient
from .people import Person


async def change(device: Device, action: str, person: Person) -> str:
    """What the person is to the device's owner after that."""
    await device.send("contact", name=person.name, action=action)
    return str((await device.expect("contact", name=person.name))["relation"])


async def told(device: Device, person: Person) -> str:
    return str((await device.expect("contact", name=person.name))["relation"])


async def requests(device: Device) -> list[Message]:
    await device.send("requests")
    found: list[Message] = (await device.expect("requests"))["people"]
    return found


async def listed(device: Device, person: Person) -> Message:
    await device.send("people", query=person.name)
    (entry,) = (await device.expect("people", query=person.name))["people"]
    return dict(entry)


async def allow_callers(person: Person, allowed: str) -> None:
    await save_privacy(person, allowed_callers=allowed)


async def save_privacy(person: Person, **form: str) -> None:
    """On the page of the account."""
    browser = WebClient(person.worker(None), person.cookie)
    page = await asyncio.to_thread(browser.post, "/privacy/", form)
    assert page.leads_to == "/privacy/"


async def befriend(one: Person, other: Person) -> None:
    first, second = await one.device(), await other.device()
    await change(first, "ask", other)
    await told(second, one)
    assert await change(second, "accept", one) == "contact"
    await first.close()
    await second.close()


async def call_in_vain(caller: Device, callee: Person) -> Message:
    """The one answer."""
    call, begin = new_call(), len(caller.log)
    await caller.send("offer", name=callee.name, offer=OFFER, call=call)
    await caller.expect("leave", call=call, name=callee.name, reason="offline")
    await caller.ping()
    (answer,) = [message for message in caller.log[begin:] if message["type"] not in ("pong", "presence")]
    return answer


async def allow_direct(*people: Person, allowed: bool = True) -> None:
    """That they connect directly while it rings."""
    for person in people:
        await save_privacy(person, allowed_callers="everybody", **({"connects_directly": "on"} if allowed else {}))


async def star(device: Device, person: Person, *, favourite: bool = True) -> None:
    await device.send("favourite", name=person.name, favourite=favourite)
    await device.expect("favourite", name=person.name, favourite=favourite)


async def card(device: Device, person: Person) -> Message:
    await device.send("person", name=person.name)
    return dict(await device.expect("person", name=person.name))
