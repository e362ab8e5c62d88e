"""Two sites on one host, at two ports, share a browser's cookies (RFC 6265, section 8.5) without harm."""

import pytest
from django.core.cache import cache
from django.test import Client

from calls.tests.harness.outages.web_client import WebClient
from calls.tests.harness.people import Person
from calls.tests.harness.programs.admin_helper import PASSWORD
from calls.tests.harness.sites import Site


async def test_sites_at_two_ports_do_not_sign_each_other_out(one_worker: Site, limited_site: Site) -> None:
    here, there = Person(one_worker, "alice"), Person(limited_site, "bob")
    first, second = WebClient(one_worker.workers[0], here.cookie), WebClient(limited_site.workers[0])
    second.cookies |= first.cookies
    first.cookies = second.cookies  # one browser
    second.get("/accounts/login/")
    assert first.get("/").status == 200, "still signed in"
    second.sign_in(there.name, PASSWORD)
    assert second.get("/").status == 200
    assert here.name in first.get("/").html and there.name in second.get("/").html
    second.post("/accounts/logout/", {})
    assert first.get("/").status == 200
    # Forms of both pages are still accepted.
    assert first.post("/accounts/logout/", {}).status == 302
    for person in (here, there):
        await person.leave()


@pytest.mark.django_db
def test_every_cookie_has_the_name_of_the_site(client: Client, django_user_model: type) -> None:
    django_user_model.objects.create_user("alice", password=PASSWORD)  # type: ignore[attr-defined]
    cache.clear()  # the limits of sign-ins
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    client.post("/accounts/logout/")
    assert len(client.cookies) >= 3
    assert [name for name in client.cookies if not name.startswith("videochat_") or not name.endswith("_80")] == []
