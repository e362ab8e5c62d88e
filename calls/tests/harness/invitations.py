"""Links by which tests sign people up on a site whose sign-up is closed."""

import re

from calls.tests.harness.outages.web_client import WebClient
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site


class Inviter:
    """Somebody on the staff, who is signed in."""

    def __init__(self, site: Site) -> None:
        self.person = Person(site, "inviter", staff=True)
        self.browser = WebClient(site.endpoints[0], self.person.cookie)

    def link(self) -> str:
        """The path of a new link, as the page shows it."""
        assert self.browser.post("/invite/", {}).leads_to == "/invite/"
        page = self.browser.get("/invite/")
        found = re.search(r'value="http://[^/]+(/invite/[\w-]+/)"', page.html)
        assert found, page.words
        return found[1]


def open_link(browser: WebClient, link: str) -> WebClient:
    assert browser.get(link).leads_to == "/accounts/signup/"
    return browser
