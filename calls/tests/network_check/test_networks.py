"""deploy/turn.sh's coturn in each kind of network, as turn_check sees it from inside and from outside."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from calls.tests.harness.network.deployed_turn import DeployedTurn
from calls.tests.harness.network.hosts import Host, Internet
from calls.tests.harness.process import ROOT, clean_environment
from calls.tests.harness.services import TURN_SECRET

pytestmark = pytest.mark.tier2

SERVER, COLLEAGUE = "10.0.0.5", "10.0.0.9"
#: A 1:1 NAT as clouds have it. From inside, the public address does not lead to the server.
NAT = f"""
table inet nat {{
  chain in {{ type nat hook prerouting priority -100; iifname "wan" dnat ip to {SERVER}; }}
  chain out {{ type nat hook postrouting priority 100; oifname "wan" masquerade; }}
}}
"""
#: A firewall that leaves out the ports for relayed media.
FIREWALL = """
table inet firewall {
  chain through { type filter hook input priority 0; iifname lo accept; udp dport 49160-49959 drop; }
}
"""


class Company:
    """A server and a colleague in a private network, behind a router with one public address."""

    def __init__(self) -> None:
        self.internet = Internet()
        self.router, self.server, self.colleague = (Host(name) for name in ("router", "server", "colleague"))
        self.outsider = Host("outsider")
        self.internet.join(self.outsider, 9)
        self.public = self.internet.join(self.router, 5)
        self.router.run("ip link add lan type bridge", "ip address add 10.0.0.1/24 dev lan", "ip link set lan up")
        for host, address in ((self.server, SERVER), (self.colleague, COLLEAGUE)):
            self.router.cable(host.name, host, "eth0")
            self.router.run(f"ip link set {host.name} master lan up")
            host.run(
                f"ip address add {address}/24 dev eth0", "ip link set eth0 up", "ip route add default via 10.0.0.1"
            )
        self.router.run("echo 1 >/proc/sys/net/ipv4/ip_forward", f"nft '{NAT}'")

    def coturn(self, **settings: str) -> DeployedTurn:
        return DeployedTurn(self.server, SERVER, **settings)

    def stop(self) -> None:
        for host in (self.server, self.colleague, self.router, self.outsider, self.internet):
            host.stop()


@pytest.fixture(scope="module")
def company(namespaces: None) -> Iterator[Company]:
    made = Company()
    yield made
    made.stop()


def check(host: Host, address: str) -> tuple[str, bool]:
    urls = ",".join(f"turn:{address}:3478?transport={transport}" for transport in ("udp", "tcp"))
    servers = {"STUN_URLS": f"stun:{address}:3478", "TURN_URLS": urls, "TURN_SECRET": TURN_SECRET}
    env = clean_environment() | servers | {"DEBUG": "true"}
    argv = [*host.inside, sys.executable, "manage.py", "turn_check", "--timeout=2"]
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr, done.returncode == 0


def test_a_private_network_needs_its_addresses_allowed(company: Company) -> None:
    coturn = company.coturn()
    said, works = check(company.colleague, SERVER)
    coturn.stop()
    assert not works
    assert said.count(f"refuses to relay to its own address {SERVER} (403)") == 2, said
    assert f"set TURN_ALLOWED_PEERS={SERVER}" in said


def test_with_its_own_address_alone_the_check_notes_that_colleagues_are_refused(company: Company) -> None:
    coturn = company.coturn(TURN_ALLOWED_PEERS=SERVER)
    said, works = check(company.colleague, SERVER)
    coturn.stop()
    assert works, said
    assert said.count(f"refuses to relay to this machine's address {COLLEAGUE} (403)") == 1, said


def test_a_private_network_works_with_its_range(company: Company) -> None:
    coturn = company.coturn(TURN_ALLOWED_PEERS="10.0.0.0/24")
    said, works = check(company.colleague, SERVER)
    coturn.stop()
    assert works, said
    assert f"It sees this machine as {COLLEAGUE}." in said and "Its port for relayed media can be reached." in said


def test_behind_a_nat_the_server_must_know_its_public_address(company: Company) -> None:
    coturn = company.coturn()
    said, works = check(company.outsider, company.public)
    coturn.stop()
    assert not works
    assert said.count(f"announces the private address {SERVER}") == 2, said
    assert f"Set TURN_EXTERNAL_IP={company.public}/{SERVER}" in said


def test_behind_a_nat_both_kinds_of_callers_are_served(company: Company) -> None:
    coturn = company.coturn(TURN_EXTERNAL_IP=f"{company.public}/{SERVER}", TURN_ALLOWED_PEERS="10.0.0.0/24")
    outside, inside = check(company.outsider, company.public), check(company.colleague, SERVER)
    coturn.stop()
    for said, works in (outside, inside):
        assert works, said
        assert f"relays at {company.public}:" in said
    assert "Its port for relayed media can be reached." in outside[0], outside[0]
    assert "hairpin NAT" in inside[0], inside[0]


def test_a_firewall_in_front_of_the_relayed_media_is_named(company: Company) -> None:
    coturn = company.coturn(TURN_EXTERNAL_IP=f"{company.public}/{SERVER}")
    company.server.run(f"nft '{FIREWALL}'")
    said, works = check(company.outsider, company.public)
    company.server.run("nft delete table inet firewall")
    coturn.stop()
    assert not works
    assert "Data from this machine to the relay at" in said and "Open UDP from min-port to max-port" in said, said


def test_a_firewall_in_front_of_all_is_named(company: Company) -> None:
    coturn = company.coturn()
    company.server.run(
        "nft 'table inet firewall { chain through { type filter hook input priority 0; policy drop; }; }'"
    )
    said, works = check(company.outsider, company.public)
    company.server.run("nft delete table inet firewall")
    coturn.stop()
    assert not works
    assert said.count(f"{company.public} does not answer on port 3478 by ") == 3, said
    assert "Open UDP 3478 in the firewalls" in said and "Open TCP 3478 in the firewalls" in said
