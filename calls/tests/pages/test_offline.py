"""What browsers keep of the installed site: a page that is the same for everybody."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client


@pytest.fixture
def signed_in(db: None, client: Client) -> Client:
    client.force_login(get_user_model().objects.create_user("alice"))
    return client


def shell(client: Client, language: str = "en") -> dict[str, str | list[str]]:
    answer = client.get("/service-worker.js", {"language": language})
    assert answer.headers["Content-Type"] == "text/javascript"
    assert "no-store" in answer.headers["Cache-Control"]
    found: dict[str, str | list[str]] = json.loads(re.findall(r"self\.shell = (.*);\n", answer.content.decode())[0])
    return found


def test_the_page_is_the_same_for_everybody_and_needs_no_database(signed_in: Client) -> None:
    def answers(client: Client) -> list[Any]:
        return [client.get(path) for path in ("/offline/", "/service-worker.js")]

    # A signed-in person's request with a session would read it from the database.
    for stranger, own in zip(answers(Client()), answers(signed_in), strict=True):
        assert stranger.content == own.content
        assert not own.cookies and "Cookie" not in own.headers.get("Vary", "")
        assert b"alice" not in own.content


def test_a_worker_keeps_all_that_its_page_loads(client: Client) -> None:
    kept = shell(client)
    page = client.get(str(kept["page"])).content.decode()
    loaded = re.findall(r'(?:src|<link[^>]+href)="([^"]+)"', page)
    assert len(loaded) > 5
    assert set(loaded) == set(kept["files"])


@pytest.mark.parametrize(
    ("language", "lang", "words"),
    [("zh-hans", "zh-hans", "无法连接"), ("en", "en", "No connection"), ("xx", "en", "No connection")],
)
def test_the_page_has_the_language_of_the_page_that_is_installed(
    client: Client, language: str, lang: str, words: str
) -> None:
    page = client.get(str(shell(client, language)["page"]), headers={"Accept-Language": "fr"}).content.decode()
    assert f'<html lang="{lang}"' in page and words in page


def test_another_page_is_another_version(client: Client) -> None:
    assert shell(client) == shell(client)
    assert shell(client)["version"] != shell(client, "zh-hans")["version"]
