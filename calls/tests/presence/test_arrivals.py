"""Somebody comes onto a page while something else changes: what was read before is old.

Their owners block each other, the person leaves again, or the database is away.
"""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import OperationalError
from django.db.models.functions import Now

from calls.actions.contacts.pair import become_contacts
from calls.groups import ALL_PRESENCE, presence_group
from calls.models import Block, Connection, Favourite, User
from calls.notifications import PersonStatus, ReceivedNotification, deliver
from calls.presence.people_list.arrivals import Arrival, find_arrivals
from calls.presence.people_list.directory import repair_directory
from calls.presence.people_list.listed_accounts import keep_choice
from calls.presence.people_list.subscription import PresenceSubscription
from calls.presence.status import status_notification
from calls.presence.visibility import Sight
from calls.protocol.messages import People
from calls.tests.harness import rows
from calls.tests.harness.process import HANG
from calls.tests.harness.services import Redis
from calls.worker.arrivals import Arrivals
from calls.worker.socket_registry import SocketRegistry
from videochat import outage
from videochat.layer.channel_layer import ChannelLayer

pytestmark = pytest.mark.django_db(transaction=True)


class Page:
    """Of alice, and bob who is not on it."""

    def __init__(self) -> None:
        self.owner, self.comes = rows.person("alice"), rows.person("bob")
        repair_directory()
        layer = get_channel_layer()
        self.subscription = PresenceSubscription(layer, layer.new_local_channel(lambda _message: None))
        self.look()

    def look(self) -> None:
        asked = People(query="", page=1, live=True)
        async_to_sync(self.subscription.show_page)(self.owner.pk, asked)
        self.subscription.sights.pop(self.comes.pk, None)

    def arrivals(self) -> list[Arrival]:
        latest: Mapping[int, PersonStatus] = {
            self.comes.pk: PersonStatus(self.comes.pk, "bob", "online", User.AllowedCallers.EVERYBODY)
        }
        return find_arrivals([self.comes.pk], latest)

    def lacks(self, arrivals: list[Arrival]) -> list[User]:
        return [each.user for each in self.subscription.lacking(arrivals)]


@pytest.fixture
def contacts_only() -> Iterator[None]:
    """As staff have set it for the list."""
    keep_choice("contacts")
    yield
    keep_choice("")


@pytest.mark.usefixtures("contacts_only")
def test_where_the_list_has_contacts_only_no_stranger_comes_onto_a_page() -> None:
    page = Page()
    assert page.lacks(page.arrivals()) == []
    become_contacts(page.owner.pk, page.comes.pk)
    assert page.lacks(page.arrivals()) == [page.comes]


@pytest.mark.parametrize("query", ["", "Stranger"])
def test_a_page_hears_no_more_of_those_who_are_not_listed_since_lists_have_contacts_only(query: str) -> None:
    people = [rows.person(name) for name in ("alice", "bob", "carol", "stranger_2", "stranger", "dora")]
    owner, contact, favourite, *strangers, on_card = people
    become_contacts(owner.pk, contact.pk)
    Favourite.objects.create(person=owner, favourite=favourite, since=Now())
    repair_directory()
    layer = get_channel_layer()
    subscription = PresenceSubscription(layer, layer.new_local_channel(lambda _message: None))
    forget, show = async_to_sync(subscription.forget_unlisted), async_to_sync(subscription.show_page)
    forget()  # nothing is shown yet
    show(owner.pk, People(query=query, page=1))
    async_to_sync(subscription.show_card)(owner.pk, on_card.pk, Sight("online", "everybody", False, False))
    forget()
    shown = strangers if query else people[1:]
    assert subscription.sights.keys() == {user.pk for user in shown}, "everybody is listed"
    keep_choice("contacts")
    try:
        forget()
    finally:
        keep_choice("")
    kept = [strangers[1]] if query else [contact, favourite]
    assert subscription.sights.keys() == {user.pk for user in kept}
    assert subscription.membership.groups == {presence_group(user.pk) for user in [*kept, on_card]}
    told = [
        user for user in people if subscription.on_status(PersonStatus(user.pk, user.username, "online", "everybody"))
    ]
    assert told == kept


def test_nobody_comes_who_was_found_before_the_page_was_asked_for() -> None:
    page = Page()
    arrivals = page.arrivals()
    Block.objects.create(person=page.owner, blocked=page.comes, since=Now())
    page.look()
    assert page.lacks(arrivals) == page.lacks(page.arrivals()) == []
    Block.objects.all().delete()
    assert page.lacks(page.arrivals()) == [page.comes]


def test_somebody_who_blocks_the_owner_meanwhile_does_not_come() -> None:
    page = Page()
    arrivals = page.arrivals()
    assert page.lacks(arrivals) == [page.comes]
    page.subscription.on_relation(page.comes.pk, {"is_blocked": True})
    assert page.lacks(arrivals) == []
    page.subscription.on_relation(page.comes.pk, {"is_blocked": False})
    assert page.lacks(arrivals) == [page.comes]


async def test_somebody_who_leaves_while_thousands_are_told_does_not_come(redis: Redis) -> None:
    """Their pages are told before the one that joins: it must know it all the same."""
    layer, latest = ChannelLayer(hosts=[redis.url], broadcast="watch."), dict[int, PersonStatus]()
    page = await asyncio.to_thread(Page)

    def learn(event: dict[str, Any]) -> None:
        if status := ReceivedNotification.from_event(event).status:
            latest[status.user] = status

    await layer.group_add(ALL_PRESENCE, layer.new_local_channel(learn))
    group = presence_group(page.comes.pk)
    for _ in range(1000):
        await layer.group_add(group, layer.new_local_channel(lambda _event: None))
    subscription = PresenceSubscription(layer, layer.new_local_channel(lambda _event: None))
    await subscription.show_page(page.owner.pk, People(query="", page=1, live=True))
    await subscription.membership.leave(subscription.membership.groups)
    subscription.sights.clear()
    for status in ("online", "busy", "online", "offline"):
        notification = status_notification(page.comes, status, User.AllowedCallers.EVERYBODY)
        await layer.group_send(group, notification.as_event())
        if status == "busy":
            arrivals = await asyncio.to_thread(find_arrivals, [page.comes.pk], latest)
    told = await subscription.add(arrivals)
    assert told == []
    await layer.flush()


class LookingPage:
    """A socket whose page lacks everybody. Asked for the second time, it brings the database back."""

    away = False

    def __init__(self) -> None:
        self.turns, self.told = 0, asyncio.Event()
        self.people: list[str] = []

    def looks_live(self) -> bool:
        self.turns += 1
        if self.turns > 1:
            outage.database.mark_available()
        return True

    def lacking(self, arrivals: list[Arrival]) -> list[Arrival]:
        return arrivals

    def request_arrivals(self, arrivals: list[Arrival]) -> None:
        self.people += [each.user.username for each in arrivals]
        self.told.set()


@pytest.fixture
def database_down() -> Iterator[None]:
    outage.database.mark_unavailable(OperationalError("gone"))
    yield
    outage.database.mark_available()


async def test_who_comes_while_the_database_is_away_is_told_once_it_is_back(database_down: None) -> None:
    people = await asyncio.to_thread(lambda: [rows.person("alice"), rows.person("bob")])
    await asyncio.to_thread(repair_directory)
    registry, page, heard = SocketRegistry(), LookingPage(), list[PersonStatus]()
    registry.add(Connection(pk=uuid4(), user=people[0]), page)  # type: ignore[arg-type]  # no more is asked of it
    arrivals = Arrivals(registry, heard.append)
    arrivals.start()
    try:
        async with asyncio.timeout(HANG):
            while not heard:
                await deliver([status_notification(people[1], "online")])
                await asyncio.sleep(0)
            await page.told.wait()
    finally:
        arrivals.stop()
    assert page.people == ["bob"]
    assert page.turns > 1
