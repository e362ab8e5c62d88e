"""A superuser in the administration."""

import asyncio
import re
from urllib.parse import urlencode

from .outages.web_client import WebClient
from .people import Person
from .sites import Site


class Staff:
    """A browser on the administration of the first worker."""

    def __init__(self, site: Site) -> None:
        self.browser = WebClient(site.workers[0], Person(site, "staff", staff=True).cookie)

    async def act(self, name: str, action: str, search: str) -> None:
        """Choose the only row that the search finds."""
        path = f"/admin/calls/{name}/?{urlencode({'q': search})}"
        page = await asyncio.to_thread(self.browser.get, path)
        (row,) = re.findall(r'name="_selected_action" value="([^"]+)"', page.html)
        await asyncio.to_thread(self.browser.submit, path, action=action, _selected_action=row)

    async def save_names(self, person: Person, display_name: str) -> None:
        """Of the person: `name` and this one."""
        joined = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
        form = {"username": person.name, "display_name": display_name, "email": "", "is_active": "on"} | joined
        await asyncio.to_thread(self.browser.submit, f"/admin/calls/user/{person.pk}/change/", **form)
