"""The administration's page that tries the STUN and TURN servers."""

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import Settings

from calls.models import User
from calls.tests.harness.outages.web_client import WebClient
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, until
from calls.tests.harness.services import TURN_SECRET, Turn
from calls.tests.harness.sites import Site, sqlite_copy

PATH = "/admin/network-check/"


def text(client: Client, method: str = "get", path: str = PATH) -> str:
    """What the page says, without its tags."""
    response = getattr(client, method)(path)
    assert response.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.fixture
def servers(settings: Settings, turn: Turn) -> Turn:
    settings.STUN_URLS, settings.TURN_URLS, settings.TURN_SECRET = [turn.stun], turn.urls.split(","), TURN_SECRET
    return turn


def staff(client: Client) -> Client:
    """Somebody with every permission, who is no superuser."""
    user = User.objects.create(username="helper", is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_opening_the_page_lists_the_servers_and_checks_nothing(admin_client: Client, servers: Turn) -> None:
    servers.mark()
    page = admin_client.get(PATH).content.decode()
    assert 'value="Check now"' in page
    assert servers.stun in page and all(url in page for url in servers.urls.split(","))
    assert "Works" not in page and "session" not in servers.new_output()


@pytest.mark.django_db
def test_the_button_shows_what_works(admin_client: Client, servers: Turn) -> None:
    servers.mark()
    said = text(admin_client, "post")
    until(lambda: "session" in servers.new_output(), "coturn logs what the check did")
    assert "All 3 servers work." in said
    assert said.count(" Works ") == 3
    assert said.count("Carries data through two relays and back in") == 2


@pytest.mark.django_db
def test_the_page_says_what_to_change_and_shows_no_secret(
    admin_client: Client, servers: Turn, settings: Settings
) -> None:
    settings.TURN_SECRET = "another-secret"
    said = text(admin_client, "post")
    assert "2 of 3 servers do not work." in said
    assert said.count("its secret is not TURN_SECRET") == 2
    assert said.count("Make TURN_SECRET and coturn's static-auth-secret the same") == 2
    html = admin_client.post(PATH).content.decode()
    assert "another-secret" not in html and TURN_SECRET not in html and "network-check-" not in html


@pytest.mark.django_db
def test_without_servers_there_is_no_button(admin_client: Client, settings: Settings) -> None:
    settings.STUN_URLS, settings.TURN_URLS = [], []
    said = text(admin_client)
    assert "TURN_URLS is not set" in said
    assert "Check now" not in admin_client.get(PATH).content.decode()


@pytest.mark.django_db
def test_only_superusers_may_check(client: Client, servers: Turn) -> None:
    assert client.get(PATH).status_code == client.post(PATH).status_code == 302
    helper = staff(client)
    assert helper.get(PATH).status_code == helper.post(PATH).status_code == 403
    assert "Network check" not in text(helper, path="/admin/")


@pytest.mark.django_db
def test_the_first_page_links_to_it(admin_client: Client) -> None:
    assert f'href="{PATH}"' in admin_client.get("/admin/").content.decode()


@pytest.mark.tier2
def test_other_pages_and_a_second_check_do_not_wait_for_one_that_runs(migrated_file: Path) -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as silent:
        silent.bind(("127.0.0.1", 0))
        url = f"turn:127.0.0.1:{silent.getsockname()[1]}"
        site = Site("silent", sqlite_copy(migrated_file), 1, DEBUG="true", TURN_URLS=url, TURN_SECRET=TURN_SECRET)
        try:
            person = Person(site, "warden", staff=True)
            with ThreadPoolExecutor() as threads:
                first = threads.submit(WebClient(site.workers[0], person.cookie).post, PATH, {})
                # The check has begun.
                silent.settimeout(HANG)
                silent.recv(100)
                others = [WebClient(site.workers[0], person.cookie).get("/admin/") for _ in range(3)]
                second = WebClient(site.workers[0], person.cookie).post(PATH, {})
                assert not first.done()
                assert [page.status for page in others] == [200] * 3
                assert "Another check is running." in second.html
                assert "does not answer on port" in first.result().html
        finally:
            site.stop()
