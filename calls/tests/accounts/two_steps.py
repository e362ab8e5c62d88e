"""Sign-in with a second step, and the pages on which it is set up."""

import re

from django.test import Client

PASSWORD, NEW = "a-long-secret-9", "another-secret-7"
LOGIN, SECURITY = "/accounts/login/", "/accounts/security/"
STEP, CODE = "/accounts/second-step/sign-in/", "/accounts/second-step/code/"
CONFIRM = "/accounts/reauthenticate/"


def sign_in(client: Client | None = None, password: str = PASSWORD, name: str = "alice") -> Client:
    client = client or Client()
    client.post(LOGIN, {"login": name, "password": password})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def confirmed(client: Client) -> Client:
    client.post(CONFIRM, {"password": PASSWORD})
    return client


def codes_in(page: str) -> list[str]:
    return re.findall(r"<li>(\d{8})</li>", page)
