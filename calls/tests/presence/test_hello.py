"""How a socket begins: who may open one, and what `hello` contains."""

import asyncio
import socket
from uuid import UUID

import pytest
from django.test import override_settings
from websockets.exceptions import InvalidStatus

from calls.signaling.handshake.network import network_name
from calls.tests.client import ring, talk
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG


async def test_hello_comes_first_and_has_the_current_state(alice: Person) -> None:
    device = await alice.device()
    assert device.log[0] == device.hello
    assert device.hello["name"] == alice.name
    assert device.hello["call"] is None
    assert device.hello["missed"] == 0
    assert isinstance(device.hello["party"], str)
    assert device.hello["ice"]["ttl"] <= 600


async def test_sockets_of_one_network_hear_the_same_name_of_it(alice: Person, bob: Person) -> None:
    """Of its address the name says nothing."""
    at_home = await alice.device(0), await bob.device(1)
    elsewhere = await from_address(bob, "127.0.3.1")
    home, again = (device.hello["network"] for device in at_home)
    assert home == again and len(home) == 16
    assert (await elsewhere.expect("hello"))["network"] not in (home, "")
    await at_home[0].send("sync")
    assert (await at_home[0].expect("hello"))["network"] == home


async def from_address(person: Person, address: str) -> Device:
    at = person.worker(0)
    tcp_socket = await asyncio.to_thread(socket.create_connection, ("127.0.0.1", at.port), HANG, (address, 0))
    tcp_socket.setblocking(False)
    return await person.open(0, tcp_socket=tcp_socket)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
    ],
)
def test_a_network_is_an_ipv4_address_or_a_64_of_ipv6(one: str, other: str, same: bool) -> None:
    """Behind a proxy, whose own address says nothing."""
    scopes = [{"headers": [(b"x-real-ip", of.encode())], "client": ["127.0.0.1", 1]} for of in (one, other)]
    with override_settings(ALLAUTH_TRUSTED_CLIENT_IP_HEADER="X-Real-IP"):
        names = {network_name(scope) for scope in scopes}
    assert len(names) == (1 if same else 2)


async def test_login_succeeds_only_for_the_signed_in_name(alice: Person, bob: Person) -> None:
    device = await alice.device()
    await device.send("login", name=alice.name)
    assert await device.expect("login") == {"type": "login", "success": True}
    await device.send("login", name=bob.name)
    assert await device.expect("login") == {"type": "login", "success": False}


async def test_an_anonymous_socket_is_closed_with_4401(alice: Person) -> None:
    device = await alice.open(cookie="")
    assert await device.wait_closed() == 4401
    assert device.log == []


async def test_a_forged_session_is_as_good_as_none(alice: Person) -> None:
    device = await alice.open(cookie="abcdefghijklmnopqrstuvwxyz012345")
    assert await device.wait_closed() == 4401


@pytest.mark.parametrize("path", ["/ws/nothing/", "/ws/signaling", "/ws/signaling/more/", "/"])
async def test_a_socket_to_nowhere_is_closed_with_4404(alice: Person, path: str) -> None:
    device = await alice.open(path=path)
    assert await device.wait_closed() == 4404
    assert device.log == []


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost", "http://localhost:1", "null"])
async def test_a_foreign_origin_is_refused_before_the_socket_is_accepted(alice: Person, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await alice.open(origin=origin)
    assert refused.value.response.status_code == 403


async def test_the_scheme_of_the_origin_counts(alice: Person) -> None:
    with pytest.raises(InvalidStatus):
        await alice.open(origin=alice.worker(None).origin.replace("http:", "https:"))


async def test_a_party_survives_a_reconnect_to_another_worker(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await callee.close()
    again = await bob.device(0, party=callee.hello["party"])
    told = again.hello["call"]
    assert UUID(told.pop("device")), "the party that takes part, for the person's other devices"
    assert told | {"age": 0} == {
        "call": call, "name": alice.name, "role": "callee", "state": "active", "video": True,
        "here": True, "age": 0, "left": None,
    }  # fmt: skip
    await caller.send("media", microphone=True, camera=False, screen=False)
    assert (await again.expect("media"))["call"] == call
    await again.send("media", microphone=False, camera=True, screen=False)
    assert (await caller.expect("media"))["microphone"] is False


async def test_a_forged_or_borrowed_party_gives_a_new_one(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    await talk(caller, callee)
    mine = callee.hello["party"]
    for token in ("", "forged", mine[:-1] + ("A" if mine[-1] != "A" else "B"), caller.hello["party"]):
        device = await bob.device(party=token)
        assert device.hello["call"]["here"] is False
        await device.close()


async def test_the_older_socket_of_a_party_gives_way(alice: Person) -> None:
    first = await alice.device(0)
    second = await alice.device(1, party=first.hello["party"])
    assert await first.wait_closed() == 4409
    await second.ping()


async def test_sync_returns_the_current_state(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    await caller.send("sync")
    hello = await caller.expect("hello")
    assert (hello["call"]["call"], hello["call"]["role"], hello["call"]["here"]) == (call, "caller", True)
    assert 0 < hello["call"]["left"] <= 45
    assert hello["call"]["age"] >= 0


async def test_a_deactivated_person_gets_no_socket(alice: Person) -> None:
    alice.site.admin("deactivate", pk=alice.pk)
    assert await (await alice.open()).wait_closed() == 4401


@pytest.mark.parametrize("user", ["", "-1", "0", "one", "²", None, {"pk": 1}])
async def test_a_session_that_names_nobody_gets_no_socket(alice: Person, user: object) -> None:
    alice.site.admin("change_session", cookie=alice.cookie, user=user)
    assert await (await alice.open()).wait_closed() == 4401
