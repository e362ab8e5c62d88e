"""turn_check through deploy/haproxy.cfg, which shares TCP 443 between https and TURN."""

import shutil
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from calls.tests.harness.certificates import Certificate, certificate
from calls.tests.harness.deployment.deployed import Front, speaks_tls
from calls.tests.harness.process import free_port, scratch
from calls.tests.harness.services import TURN_SECRET, Turn

pytestmark = pytest.mark.tier2


@pytest.fixture(scope="module")
def trusted() -> Certificate:
    return certificate("localhost")


@pytest.fixture(scope="module")
def front(turn: Turn, trusted: Certificate) -> Iterator[Front]:
    home = scratch("caddy")
    place = home / ".local/share/caddy/certificates/issuer/localhost"
    place.mkdir(parents=True)
    for file, name in ((trusted.cert, "localhost.crt"), (trusted.key, "localhost.key")):
        shutil.copy(file, place / name)
    front = Front({"SITE_HOST": "localhost", "TURN_PORT": str(turn.port)}, home, free_port())
    front.wait_for(lambda: speaks_tls(front.port), "HAProxy has a certificate")
    yield front
    front.stop()


@pytest.fixture(autouse=True)
def trust(monkeypatch: pytest.MonkeyPatch, trusted: Certificate, settings: Settings) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.cert))
    settings.STUN_URLS, settings.TURN_SECRET = [], TURN_SECRET


def test_turn_works_behind_haproxy(front: Front, settings: Settings) -> None:
    settings.TURN_URLS = [f"turns:localhost:{front.port}?transport=tcp"]
    output = StringIO()
    call_command("turn_check", stdout=output)
    assert "Carries data through two relays and back in " in output.getvalue()


def test_a_name_without_a_certificate_is_refused_by_haproxy(front: Front, settings: Settings) -> None:
    settings.TURN_URLS = [f"turns:127.0.0.1:{front.port}?transport=tcp"]
    output = StringIO()
    with pytest.raises(CommandError):
        call_command("turn_check", stdout=output)
    assert "The server has no TLS certificate for 127.0.0.1." in output.getvalue()
