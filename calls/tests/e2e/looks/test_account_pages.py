"""The pages that are not a call's: accessible in both themes, and fit for a phone.

With SCREENSHOTS=DIRECTORY it keeps pictures of them, in each language (`make screenshots`).
"""

import asyncio
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.async_api import Browser

from calls.tests.client import ring, talk
from calls.tests.e2e.browser.account_pages import NEWCOMER, REGULAR, STRANGER, Made, State
from calls.tests.e2e.browser.looks.axe import load_axe
from calls.tests.e2e.browser.looks.pictures import PICTURES, take_pictures
from calls.tests.e2e.browser.scenarios.states import at_a_glance
from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.harness.contacts import befriend, call_in_vain, change
from calls.tests.harness.identity_providers import FACEBOOK_ID, GOOGLE_ID
from calls.tests.harness.invitations import Inviter, open_link
from calls.tests.harness.outages.web_client import WebClient
from calls.tests.harness.people import Person
from calls.tests.harness.programs.admin_helper import PASSWORD
from calls.tests.harness.sites import Site, sqlite_copy

pytestmark = [pytest.mark.tier2, pytest.mark.tracebacks]
#: In a small window with text of twice the usual size, the open menu lies over what is behind it.
KNOWN = re.compile(r"^menu: 360x640, 200 %: .* is covered by ")
LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh"
#: By language: Playwright's locale, the name of whom the pages belong to, and those of five others.
CASTS = {
    "en": ("en", "alice", ("bob", "carol", "dave", "erin", LONG)),
    "zh-hans": ("zh-CN", "小红", ("李雷", "韩梅梅", "王芳", "张伟", f"{LONG}-2")),
}
LANGUAGES = list(CASTS) if PICTURES else ["en"]


@pytest.fixture(scope="module")
def site(migrated_file: Path, static_root: str) -> Iterator[Site]:
    """Sign-up is closed, and there are two providers to sign in with."""
    settings: dict[str, str] = {
        "DJANGO_SETTINGS_MODULE": "calls.tests.harness.programs.error_pages",
        "TEST_STATIC_ROOT": static_root,
        "INVITATIONS": "everybody",
        "GOOGLE_CLIENT_ID": GOOGLE_ID,
        "GOOGLE_CLIENT_SECRET": "google-hush",
        "FACEBOOK_CLIENT_ID": FACEBOOK_ID,
        "FACEBOOK_CLIENT_SECRET": "facebook-hush",
    }
    site = Site("pages", sqlite_copy(migrated_file), 1, **settings)  # type: ignore[arg-type]
    yield site
    site.stop()


async def wrong_with(visitor: Visitor, language: str, states: Sequence[State], made: Made) -> list[str]:
    found = []
    for state in states:
        await state.show(visitor.page, made)
        await take_pictures(visitor.page, f"{language}-{state.name}")
        if not PICTURES:
            await load_axe(visitor.page)
            findings = [f"{state.name}: {one}" for one in await at_a_glance(state.name, visitor.page)]
            found += [one for one in findings if not KNOWN.search(one)]
    visitor.errors.clear()  # of pages that do not exist
    return found


async def use(site: Site, language: str) -> tuple[Person, Made]:
    """Somebody who has used the site for a while: contacts, calls, addresses, invitations and sessions."""
    _locale, name, others = CASTS[language]
    alice, *people = (Person(site, each, plain=True) for each in (name, *others))
    contact, asking, blocked, asked, long_name = people
    for each in (contact, long_name):
        await befriend(alice, each)
    device = await alice.device()
    await change(await asking.device(), "ask", alice)
    await change(device, "ask", asked)
    await change(device, "block", blocked)
    await call_in_vain(device, asked)
    caller = await contact.device()
    await device.send("leave", call=await talk(caller, device))
    await caller.expect("leave")
    await caller.send("leave", call=await ring(caller, device))
    await device.expect("leave")
    for each in (alice, *people):
        await each.leave()
    made = await asyncio.to_thread(make_addresses, site, alice)
    return alice, made | {"username": name, "language": language}


def make_addresses(site: Site, person: Person) -> Made:
    address = f"{person.pk}@example.org"
    browser = WebClient(site.endpoints[0], person.cookie)
    browser.submit(f"/accounts/confirm-email/{site.admin('confirmation', pk=person.pk, email=address)['key']}/")
    unconfirmed = f"a-rather-long-address-of-{person.pk}@department.of.a.large.company.example.org"
    made = {"key": site.admin("confirmation", pk=person.pk, email=unconfirmed)["key"]}
    inviter = Inviter(site)
    inviter.browser = browser
    made |= {name: inviter.link() for name in ("used", "revoked", "usable")}
    open_link(WebClient(site.endpoints[0]), made["used"]).sign_up(f"guest-of-{person.name}", PASSWORD)
    site.admin("revoke_invitation", path=made["revoked"])
    site.admin("sign_in", pk=person.pk)
    return made | {"reset": site.admin("reset_link", pk=person.pk)["path"]}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pages_in_every_state(site: Site, chromium: Browser, language: str) -> None:
    origin, locale = site.workers[0].origin, CASTS[language][0]
    alice, made = await use(site, language)
    newcomer = Person(site, f"newcomer-{language}", plain=True)
    found = []
    for person, states in ((newcomer, NEWCOMER), (alice, REGULAR), (None, STRANGER)):
        cookie = person and person.browser_cookie()
        visitor = await Visitor.arrive(chromium, origin, "visitor", cookie, locale=locale)
        found += await wrong_with(visitor, language, states, made)
        await visitor.leave()
    assert found == [], "\n".join(found)
