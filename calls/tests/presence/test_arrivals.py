"""Somebody comes onto a page while its owner blocks them, or is blocked by them: what was read before is old."""

from collections.abc import Mapping

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db.models.functions import Now

from calls.models import Block, User
from calls.notifications import PersonStatus
from calls.presence.people_list.arrivals import Arrival, find_arrivals
from calls.presence.people_list.directory import repair_directory
from calls.presence.people_list.subscription import PresenceSubscription
from calls.protocol.messages import People
from calls.tests.harness import rows

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
