"""`make run LAN=1`: the certificate that is kept or replaced, and a site that every address of this machine leads to.

e2e/calling/test_lan.py calls from one device to another.
"""

import asyncio
import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from django.core import signing

from calls.tests.client.connection import PATH, Connection, connect
from calls.tests.harness.certificates import certificate
from calls.tests.harness.deployment.lan import LanSite
from calls.tests.harness.process import HANG, free_port, scratch
from tools.lan.certificate import LIFETIME, MAX_NAMES, RENEW_BEFORE, Name, certificate_for
from tools.lan.secret_key import secret_key_for

HOME = ["localhost", ip_address("192.168.1.5"), ip_address("fd00::5")]
OFFICE = ["localhost", ip_address("10.0.0.7")]


def names_of(file: Path) -> list[Name]:
    extensions = x509.load_pem_x509_certificate(file.read_bytes()).extensions
    names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [*names.get_values_for_type(x509.DNSName), *names.get_values_for_type(x509.IPAddress)]  # type: ignore[list-item]


def kept(folder: Path, names: list[Name]) -> bool:
    """Whether a start with these names uses the files that are there."""
    before = [(folder / name).read_bytes() for name in ("certificate.pem", "key.pem")]
    cert, key = certificate_for(folder, names)
    assert set(names) <= set(names_of(cert))
    return [cert.read_bytes(), key.read_bytes()] == before


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a certificate for HOME."""
    certificate_for(tmp_path / "var" / "lan", HOME)
    return tmp_path / "var" / "lan"


def test_a_certificate_covers_all_names_for_a_year(folder: Path) -> None:
    assert names_of(folder / "certificate.pem") == HOME
    made = x509.load_pem_x509_certificate((folder / "certificate.pem").read_bytes())
    left = made.not_valid_after_utc - datetime.now(UTC)
    assert RENEW_BEFORE < left <= LIFETIME
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert (folder / "key.pem").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in folder.iterdir()) == ["certificate.pem", "key.pem"]


def test_the_secret_key_is_made_once(folder: Path) -> None:
    key = secret_key_for(folder)
    assert len(key) >= 50
    assert secret_key_for(folder) == key
    file = folder / "secret_key"
    assert file.stat().st_mode & 0o077 == 0
    file.write_text(key[:20])
    assert len(secret_key_for(folder)) == len(key)


def test_it_stays_the_same(folder: Path) -> None:
    assert kept(folder, HOME)
    assert kept(folder, HOME[:2]), "an address less"


def test_a_new_address_extends_it(folder: Path) -> None:
    assert not kept(folder, OFFICE)
    assert kept(folder, HOME), "back at home nobody is asked again"
    assert kept(folder, OFFICE)


def test_addresses_of_long_ago_are_dropped(folder: Path) -> None:
    for number in range(0, 3 * MAX_NAMES, MAX_NAMES // 2):
        certificate_for(folder, [ip_address(f"10.0.0.{number + each}") for each in range(MAX_NAMES // 2)])
    assert len(names_of(folder / "certificate.pem")) == MAX_NAMES
    assert not kept(folder, HOME)


def about_to_expire(folder: Path) -> None:
    replace(folder, certificate(*map(str, HOME), days=20))


def expired(folder: Path) -> None:
    replace(folder, certificate(*map(str, HOME), days=-0.5))


def damaged(folder: Path) -> None:
    (folder / "certificate.pem").write_text("")


def with_another_key(folder: Path) -> None:
    certificate("localhost")[1].rename(folder / "key.pem")


def replace(folder: Path, files: tuple[Path, Path]) -> None:
    for file in files:
        file.rename(folder / file.name)


@pytest.mark.parametrize("spoil", [about_to_expire, expired, damaged, with_another_key])
def test_one_that_does_not_serve_is_replaced(folder: Path, spoil: Callable[[Path], None]) -> None:
    spoil(folder)
    assert not kept(folder, HOME)
    assert kept(folder, HOME)


@pytest.fixture(scope="module")
def lan() -> Iterator[LanSite]:
    made = LanSite(free_port(), DATABASE_URL=f"sqlite:///{scratch('run') / 'db.sqlite3'}")
    yield made
    made.end()


@pytest.fixture(scope="module")
def origins(lan: LanSite) -> list[str]:
    """Printed, or on a machine without a network this machine's own."""
    if not lan.origins:
        assert "No network was found" in lan.output()
    return [*lan.origins, f"https://localhost:{lan.port}", f"https://127.0.0.1:{lan.port}"]


def test_the_output_says_what_to_do(lan: LanSite) -> None:
    if not lan.origins:
        pytest.skip("this machine has no network")
    for words in ("asks once whether to trust", "Everybody in the network can sign in", "█▀", "bob", "demo-password"):
        assert [words in line for line in lan.output().splitlines()].count(True) >= 1, words
    assert f"open {lan.origins[0]}" in lan.output()
    assert not [origin for origin in lan.origins if "fe80" in origin or "127.0.0.1" in origin]


async def first_message(connection: Connection) -> bytes:
    arrived: asyncio.Queue[bytes] = asyncio.Queue()
    for payload in connection.unread:
        arrived.put_nowait(payload)
    connection.on_text = arrived.put_nowait
    return await asyncio.wait_for(arrived.get(), HANG)


async def test_each_address_is_an_origin(lan: LanSite, origins: list[str]) -> None:
    trusting = lan.trusting()
    for origin in origins:
        jar = CookieJar()
        handlers = urllib.request.HTTPSHandler(context=trusting), urllib.request.HTTPCookieProcessor(jar)
        browser = urllib.request.build_opener(*handlers)
        with browser.open(f"{origin}/accounts/login/", timeout=HANG) as page:
            assert page.headers["Strict-Transport-Security"] is None
            found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
        assert found
        form = {"csrfmiddlewaretoken": found[1], "login": "alice", "password": "demo-password"}
        asked = urllib.request.Request(f"{origin}/accounts/login/", urlencode(form).encode(), {"Origin": origin})  # noqa: S310
        with browser.open(asked, timeout=HANG) as home:
            assert home.url == f"{origin}/"
        assert all(cookie.secure for cookie in jar)
        cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
        url = f"wss{origin.removeprefix('https')}{PATH}"
        connection = await connect(url, origin=origin, cookie=cookie, tls=trusting)
        party = json.loads(await first_message(connection))["party"]
        with pytest.raises(signing.BadSignature):  # the public key of development
            signing.loads(party, key="only-for-development-" * 3, salt="calls.party")
        await connection.close()


def test_a_plain_address_leads_to_https(lan: LanSite, origins: list[str]) -> None:
    browser = urllib.request.build_opener(urllib.request.HTTPSHandler(context=lan.trusting()))
    with browser.open(f"http{origins[0].removeprefix('https')}/healthz", timeout=HANG) as page:
        assert page.url == f"{origins[0]}/healthz"
