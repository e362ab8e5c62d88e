"""A real coturn relays with the credentials of `hello`, and with no others."""

import subprocess
import time

from calls.signaling.handshake.ice import turn_credential
from calls.tests.harness.people import Person
from calls.tests.harness.services import TURN_SECRET, Turn, program
from calls.tests.harness.sites import Site


def relays(turn: Turn, username: str, credential: str) -> bool:
    """Whether coturn's own client gets a message through a relay, from allocation to echo."""
    client = [
        program("turnutils_uclient"),
        "-y",
        "-n",
        "1",
        "-m",
        "1",
        "-l",
        "100",
        "-c",
        "-u",
        username,
        "-w",
        credential,
    ]
    done = subprocess.run(
        [*client, "-p", str(turn.port), "127.0.0.1"], capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode == 0 and "tot_recv_msgs=" in done.stdout and "error 401" not in done.stdout


async def test_coturn_relays_with_the_credentials_of_hello(two_workers: Site, turn: Turn) -> None:
    alice = Person(two_workers, "alice")
    ice = (await alice.device()).hello["ice"]
    await alice.leave()
    server = next(server for server in ice["servers"] if "credential" in server)
    assert server["urls"] == turn.urls.split(",")
    expires, user = server["username"].split(":", 1)
    assert 0 < int(expires) - time.time() <= 600
    assert ice["ttl"] <= 600
    assert alice.name not in user, "a TURN server's log should not hold people's names"
    assert relays(turn, server["username"], server["credential"])


def test_coturn_refuses_an_expired_a_forged_and_an_altered_credential(turn: Turn) -> None:
    soon = int(time.time()) + 600
    assert relays(turn, *turn_credential(TURN_SECRET, "somebody", soon))
    assert not relays(turn, *turn_credential(TURN_SECRET, "somebody", soon - 700))
    assert not relays(turn, *turn_credential("another secret", "somebody", soon))
    _username, credential = turn_credential(TURN_SECRET, "somebody", soon)
    assert not relays(turn, f"{soon + 1}:somebody", credential)
