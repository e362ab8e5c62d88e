"""The page that says what is away, before the database is asked for anything."""

from typing import Any

import pytest
from django.conf import settings
from django.db import InternalError, OperationalError, connection
from django.test import AsyncClient, Client, RequestFactory

from calls.models import User
from calls.pages import unavailable
from calls.pages.unavailable import Cause, cause_of, unavailable_page
from videochat import outage


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> AsyncClient:
    monkeypatch.setattr(outage.database, "available", False)
    visitor = AsyncClient()
    visitor.cookies[settings.SESSION_COOKIE_NAME] = "some-session"
    return visitor


async def test_a_page_that_is_read_says_so_and_tries_again_by_itself(client: AsyncClient) -> None:
    page = await client.get("/")
    html = page.content.decode()
    assert page.status_code == 503
    assert "cannot reach its database" in html and "tries again by itself" in html
    assert f'data-probe="" data-seconds="{unavailable.RETRY_SECONDS}"' in html and "calls/pages/try_again.js" in html
    assert 'href="">Try again</a>' in html, "without scripts"
    assert "http-equiv" not in html, "nobody is taken from a page that they still read (WCAG 2.2.1)"
    assert page.headers["Retry-After"] == str(unavailable.RETRY_SECONDS)
    assert "no-store" in page.headers["Cache-Control"]
    assert "default-src" in page.headers["Content-Security-Policy"]


async def test_it_says_so_in_each_language_as_it_has_no_switch(client: AsyncClient) -> None:
    english, chinese = "cannot reach its database", "无法连接数据库"
    for wanted, order in (("en", (english, chinese)), ("zh-hans", (chinese, english))):
        html = (await client.get("/", headers={"accept-language": wanted})).content.decode()
        first, second = (html.index(text) for text in order)
        assert first < second
        assert html.count("<h1>") == html.count("<h2>") == 1


async def test_a_form_says_that_it_may_not_have_been_saved_and_is_not_sent_again_by_itself(client: AsyncClient) -> None:
    html = (await client.post("/accounts/login/", {"login": "alice"})).content.decode()
    assert "may not have been saved" in html and "try_again.js" not in html and "Try again" not in html


async def test_what_needs_no_database_is_served(client: AsyncClient) -> None:
    assert (await client.get("/healthz")).status_code == 200
    assert (await client.get("/jsi18n/")).status_code == 200
    client.cookies.clear()
    assert (await client.get("/accounts/login/")).status_code == 200


def test_a_crowd_has_other_words() -> None:
    page = unavailable_page(RequestFactory().get("/"), Cause.BUSY).content.decode()
    assert "very busy" in page and "database" not in page


class DriverError(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("sqlstate", "cause"),
    [(None, Cause.DATABASE), ("57P01", Cause.DATABASE), ("57014", Cause.BUSY), ("55P03", Cause.BUSY), ("42601", None)],
)
def test_the_cause_is_read_from_the_answer_of_the_database(sqlstate: str | None, cause: Any) -> None:
    problem = OperationalError("no")
    problem.__cause__ = DriverError(sqlstate)
    assert cause_of(problem) is cause


def test_a_write_to_a_standby_is_an_outage() -> None:
    problem = InternalError("no")
    problem.__cause__ = DriverError("25006")
    assert cause_of(problem) is Cause.DATABASE
    problem.__cause__ = DriverError("XX000")
    assert cause_of(problem) is None


@pytest.mark.django_db
def test_a_session_that_cannot_be_written_is_not_taken_for_deleted() -> None:
    visitor = Client(raise_request_exception=False)
    visitor.force_login(User.objects.create_user("alice"))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = on")
        page = visitor.get("/")
        cursor.execute("PRAGMA query_only = off")
    assert page.status_code == 503 and "cannot reach its database" in page.content.decode()


def test_a_mistake_of_ours_is_no_outage() -> None:
    assert cause_of(ValueError("no")) is None and cause_of(None) is None
