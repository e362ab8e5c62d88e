"""The pages of contacts and of privacy."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from calls.actions.contacts.pair import become_contacts, read_pair
from calls.models import Block, Contact, ContactRequest, User

Reader = tuple[Client, User]


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_user("alice")


@pytest.fixture
def bob(db: None) -> User:
    return User.objects.create_user("bob", display_name="Bob Example")


@pytest.fixture
def reader(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def asks(sender: User, receiver: User) -> None:
    ContactRequest.objects.create(sender=sender, receiver=receiver, asked_at=timezone.now())


def blocks(person: User, blocked: User) -> None:
    Block.objects.create(person=person, blocked=blocked, since=timezone.now())


def words(client: Client, path: str = "/contacts/") -> str:
    """The page's own words."""
    main = client.get(path).content.decode().split('id="pageTitle"')[1].split("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main.split('id="stage"')[0]).split())


def press(client: Client, action: str, name: str, **more: str) -> str:
    """The message that the next page shows."""
    response = client.post("/contacts/change/", {"action": action, "name": name, **more}, follow=True)
    assert response.status_code == 200
    found = re.search(r'class="[^"]*alert[^"]*"[^>]*>(.*?)</', response.content.decode(), re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1] if found else "").split())


@pytest.mark.parametrize("path", ["/contacts/", "/privacy/"])
def test_the_pages_are_for_people_who_are_signed_in(client: Client, db: None, path: str) -> None:
    assertRedirects(client.get(path), f"/accounts/login/?next={path}")


def test_without_contacts_the_page_says_how_to_get_some(reader: Client) -> None:
    assert "No contacts yet" in words(reader)


def test_a_request_is_shown_to_both_and_added(reader: Client, alice: User, bob: User) -> None:
    asks(bob, alice)
    assert "Contact requests" in words(reader) and "Bob Example @bob" in words(reader)
    press(reader, "accept", "bob")
    assert read_pair(alice, bob).relation == "contact"
    assert "Contact requests" not in words(reader) and "Remove" in words(reader)
    reader.force_login(bob)
    assert "alice" in words(reader)


def test_a_request_is_sent_shown_and_withdrawn(reader: Client, alice: User, bob: User) -> None:
    press(reader, "ask", "bob")
    assert "Sent requests" in words(reader)
    press(reader, "withdraw", "bob")
    assert "No contacts yet" in words(reader)
    assert read_pair(bob, alice).relation == "none"


def test_a_press_on_an_old_page_reads_how_it_is_now(reader: Client, alice: User, bob: User) -> None:
    asks(bob, alice)
    ContactRequest.objects.update(withdrawn=True)
    for action in ("accept", "decline"):
        assert "There is no request of bob any more" in press(reader, action, "bob")
    assert not Contact.objects.exists()
    assert "There is no request to bob any more" in press(reader, "withdraw", "bob")
    become_contacts(alice.pk, bob.pk)
    for action in ("accept", "decline", "withdraw", "ask"):
        assert "bob is a contact already" in press(reader, action, "bob")
    assert "bob is no longer blocked" in press(reader, "unblock", "bob")
    assert read_pair(alice, bob).relation == "contact"


def test_to_ask_somebody_who_asks_is_to_add_them_and_reads_so(reader: Client, alice: User, bob: User) -> None:
    asks(bob, alice)
    assert "bob is a contact now" in press(reader, "ask", "bob")


def test_each_press_reads_what_it_did(reader: Client, alice: User, bob: User) -> None:
    assert "You have asked" in press(reader, "ask", "bob")
    assert "You have asked" in press(reader, "ask", "bob")
    assert "is withdrawn" in press(reader, "withdraw", "bob")
    asks(bob, alice)
    assert "is declined" in press(reader, "decline", "bob")
    assert "is a contact now" in press(reader, "accept", "bob")
    assert "no longer a contact" in press(reader, "remove", "bob")
    assert "no longer a contact" in press(reader, "remove", "bob")
    assert "is blocked" in press(reader, "block", "bob")
    assert "is blocked" in press(reader, "withdraw", "bob")
    assert "Unblock them first" in press(reader, "ask", "bob")
    assert "no longer blocked" in press(reader, "unblock", "bob")


def test_a_blocked_person_reads_what_everybody_does(reader: Client, alice: User, bob: User) -> None:
    presses = ("withdraw", "accept", "decline", "ask", "ask", "withdraw", "remove")
    free = [press(reader, action, "bob") for action in presses]
    blocks(bob, alice)
    assert [press(reader, action, "bob") for action in presses] == free


def test_a_declined_request_looks_unanswered_to_its_sender(reader: Client, alice: User, bob: User) -> None:
    asks(bob, alice)
    press(reader, "decline", "bob")
    assert "No contacts yet" in words(reader)
    reader.force_login(bob)
    assert "Sent requests" in words(reader) and "alice" in words(reader)


def test_a_block_hides_nothing_from_the_blocked_person(reader: Client, alice: User, bob: User) -> None:
    become_contacts(alice.pk, bob.pk)
    reader.force_login(bob)
    before = words(reader)
    blocks(alice, bob)
    assert words(reader) == before
    reader.force_login(alice)
    assert "No contacts yet" in words(reader)
    assert "Bob Example" in words(reader, "/privacy/")


def test_a_request_of_a_blocked_person_is_not_shown(reader: Client, alice: User, bob: User) -> None:
    blocks(alice, bob)
    reader.force_login(bob)
    press(reader, "ask", "alice")
    assert "Sent requests" in words(reader)
    reader.force_login(alice)
    assert "No contacts yet" in words(reader)


def test_blocked_people_are_unblocked_even_if_the_account_is_closed(reader: Client, alice: User, bob: User) -> None:
    blocks(alice, bob)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert "Unblock" in words(reader, "/privacy/")
    press(reader, "unblock", "bob", next="privacy")
    assert not Block.objects.exists()


def test_who_may_call_is_chosen(reader: Client, alice: User) -> None:
    assertContains(reader.get("/privacy/"), 'value="everybody" checked')
    reader.post("/privacy/", {"allowed_callers": "contacts"})
    alice.refresh_from_db()
    assert alice.allowed_callers == "contacts"
    assertContains(reader.get("/privacy/"), 'value="contacts" checked')
    assertContains(reader.post("/privacy/", {"allowed_callers": "friends"}), "not one of the available choices")
    alice.refresh_from_db()
    assert alice.allowed_callers == "contacts"


def test_direct_connections_are_off_until_they_are_chosen(reader: Client, alice: User) -> None:
    assertNotContains(reader.get("/privacy/"), 'aria-describedby="connectsDirectlyHelp" checked')
    for chosen in (True, False):
        with CaptureQueriesContext(connection) as captured:
            reader.post("/privacy/", {"allowed_callers": "contacts"} | ({"connects_directly": "on"} if chosen else {}))
        assert len([query for query in captured if query["sql"].startswith('UPDATE "calls_user"')]) == 1
        alice.refresh_from_db()
        assert (alice.allowed_callers, alice.connects_directly) == ("contacts", chosen)
        page = reader.get("/privacy/").content.decode()
        assert ('aria-describedby="connectsDirectlyHelp" checked' in page) is chosen


@pytest.mark.parametrize(("action", "name"), [("ask", "nobody"), ("hug", "bob"), ("block", "alice"), ("ask", "")])
def test_what_cannot_be_done_changes_nothing(reader: Client, bob: User, action: str, name: str) -> None:
    press(reader, action, name)
    assert not (Block.objects.exists() or Contact.objects.exists() or ContactRequest.objects.exists())


def test_the_form_of_a_row_leads_back_to_its_part_of_the_list(reader: Client, alice: User) -> None:
    for number in range(30):
        blocks(alice, User.objects.create_user(f"person{number}"))
    row = reader.get("/privacy/?page=2").content.decode().split('class="row-item"')[1]
    [address], [name] = re.findall(r'action="([^"]+)"', row), re.findall(r'name="name" value="([^"]+)"', row)
    response = reader.post(unescape(address), {"action": "unblock", "name": name})
    assert response["Location"] == "/privacy/?page=2"
    assert Block.objects.count() == 29


def test_a_form_leads_only_to_pages_of_ours(reader: Client, bob: User) -> None:
    response = reader.post(
        "/contacts/change/", {"action": "ask", "name": "bob", "next": "https://evil.example"}, follow=False
    )
    assert response["Location"] == "/contacts/"


def test_many_contacts_take_as_many_queries_as_one(reader: Client, alice: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            reader.get("/contacts/")
        return len(captured)

    become_contacts(alice.pk, User.objects.create_user("one").pk)
    few = queries()
    for number in range(30):
        become_contacts(alice.pk, User.objects.create_user(f"other{number}").pk)
    assert queries() == few
    assertContains(reader.get("/contacts/"), "Page 1 of 2")
    assertNotContains(reader.get("/contacts/?page=2"), 'rel="next"')
