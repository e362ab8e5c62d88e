"""ICE servers, and TURN credentials as coturn itself computes them (use-auth-secret)."""

import base64
import hashlib
import hmac

from calls.signaling.handshake.ice import TTL, ice_servers, turn_credential

STUN, TURN = ["stun:stun.example.org"], ["turn:turn.example.org?transport=udp", "turns:turn.example.org:443"]


def test_a_credential_is_the_hmac_of_its_expiry_and_user() -> None:
    username, credential = turn_credential("north", "some-user", 1_700_000_600)
    assert username == "1700000600:some-user"
    assert credential == base64.b64encode(hmac.digest(b"north", b"1700000600:some-user", hashlib.sha1)).decode()


def test_a_credential_is_good_for_ten_minutes_at_most() -> None:
    server = ice_servers([], TURN, "north", "some-user", 1_700_000_000.9)[0]
    expires, user = str(server["username"]).split(":")
    assert user == "some-user"
    assert 0 < int(expires) - 1_700_000_000 <= TTL <= 600


def test_stun_needs_no_credential_and_turn_always_has_one() -> None:
    stun, turn = ice_servers(STUN, TURN, "north", "some-user", 0)
    assert stun == {"urls": STUN}
    assert turn.keys() == {"urls", "username", "credential"}
    assert turn["urls"] == TURN


def test_without_servers_there_are_none() -> None:
    assert ice_servers([], [], "", "some-user", 0) == []


def test_each_user_has_a_separate_credential() -> None:
    first, second = (ice_servers([], TURN, "north", user, 0)[0]["credential"] for user in ("one", "two"))
    assert first != second
