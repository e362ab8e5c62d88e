"""The lists of the administration, their permissions, and their number of queries."""

import tomllib
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calls.models import Call, Connection, User
from calls.tests.admin.changelist import act
from calls.tests.harness.process import ROOT
from calls.tests.harness.rows import call, person, worker
from videochat import __version__

LISTS = ["connection", "livecall", "call"]

pytestmark = pytest.mark.django_db


def page(client: Client, name: str, **query: str) -> str:
    answer = client.get(reverse(f"admin:{name}_changelist"), query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def staff(*permissions: str) -> Client:
    user = User.objects.create(username=f"staff_{uuid4().hex[:6]}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="calls", codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def test_devices_are_listed_with_person_browser_and_call(admin_client: Client) -> None:
    at = worker()
    call(person("alice", at), person("bob", at))
    call(person("carol", at), person("dave", at), "ringing")
    shown = page(admin_client, "calls_connection")
    for words in ("alice", "with bob", "with alice", "calls dave", "is called by carol", "Chrome on Linux", "here:1"):
        assert words in shown
    assert "4 people are online." in shown


def test_a_call_on_another_device_is_marked_so(admin_client: Client) -> None:
    at = worker()
    alice = person("alice", at)
    call(alice, person("bob", at))
    Connection.objects.create(user=alice, worker=at, party=uuid4(), since=Now())
    assert page(admin_client, "calls_connection").count("with bob, on another device") == 1


def test_devices_of_a_dead_worker_are_not_listed(admin_client: Client) -> None:
    person("ghost", worker(lease=-1))
    shown = page(admin_client, "calls_connection")
    assert "ghost" not in shown
    assert "Nobody is online right now." in shown
    assert "ghost" not in page(admin_client, "calls_user", online="yes")
    assert "ghost" in page(admin_client, "calls_user", online="no")


def test_devices_are_filtered_by_call_and_found_by_name(admin_client: Client) -> None:
    at = worker()
    call(person("alice", at), person("bob", at))
    person("carol", at)
    assert "2 devices online" in page(admin_client, "calls_connection", in_call="yes")
    assert "carol" not in page(admin_client, "calls_connection", in_call="yes")
    assert "alice" not in page(admin_client, "calls_connection", in_call="no")
    assert "1 result " in page(admin_client, "calls_connection", q="caro")


def test_live_calls_and_history_are_two_lists(admin_client: Client) -> None:
    alice, bob = person("alice"), person("bob")
    live, over = call(alice, bob), call(alice, bob, "ended", "hung-up")
    assert str(live.pk) in page(admin_client, "calls_livecall")
    assert str(over.pk) not in page(admin_client, "calls_livecall")
    history = page(admin_client, "calls_call")
    assert "hung up" in history
    assert "0:01:05" in history  # answered 90 s ago, over 25 s ago
    assert "0:00:10" in history


def test_history_is_filtered_by_person_state_and_date(admin_client: Client) -> None:
    alice, bob, carol = person("alice"), person("bob"), person("carol")
    call(alice, bob, "ended", "hung-up")
    call(carol, alice, "ended", "busy")
    call(carol, bob, "ringing")
    filters = {"person": "ALICE"}, {"person": "carol", "q": "bob"}, {"state__exact": "ended"}, {"reason__exact": "busy"}
    for query, found in zip(filters, (2, 1, 2, 1), strict=True):
        assert f"{found} call" in page(admin_client, "calls_call", **query)
    assert "1 result " in page(admin_client, "calls_call", q="alice bob")
    assert "Nothing matches" in page(admin_client, "calls_call", placed_at__year="1999")
    assert "Nothing matches" in page(admin_client, "calls_call", person="nobody")


def test_the_person_filter_keeps_the_other_filters(admin_client: Client) -> None:
    shown = page(admin_client, "calls_call", state__exact="ended", person="alice", q="bob", o="1")
    for name, value in (("state__exact", "ended"), ("q", "bob"), ("o", "1")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in shown
    assert 'name="person" value="alice"' in shown


def test_empty_lists_have_a_text(admin_client: Client) -> None:
    assert "Nobody is in a call right now." in page(admin_client, "calls_livecall")
    assert "No call has been placed yet." in page(admin_client, "calls_call")


@pytest.mark.parametrize("name", [*(f"calls_{name}" for name in LISTS), "calls_user"])
def test_fifty_rows_need_no_more_queries_than_one(admin_client: Client, name: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(admin_client, name)
        return len(captured)

    at = worker()
    call(person("alice", at), person("bob", at))
    page(admin_client, name)  # the first one fills caches (content types)
    one = queries()
    for number in range(49):
        call(person(f"caller{number}", at), person(f"callee{number}", at))
    assert queries() == one <= 12


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_read_only_even_for_a_superuser(admin_client: Client, name: str) -> None:
    at = worker()
    row = {"connection": Connection.objects, "livecall": Call.objects, "call": Call.objects}
    call(person("alice", at), person("bob", at))
    pk = row[name].first().pk  # type: ignore[union-attr]
    assert admin_client.get(reverse(f"admin:calls_{name}_change", args=[pk])).status_code == 200
    assert admin_client.post(reverse(f"admin:calls_{name}_change", args=[pk]), {"state": "ended"}).status_code == 403
    assert admin_client.post(reverse(f"admin:calls_{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403
    assert admin_client.get(reverse(f"admin:calls_{name}_add")).status_code == 403
    assert "delete_selected" not in page(admin_client, f"calls_{name}")


def test_permission_to_view_does_not_permit_actions() -> None:
    at = worker()
    placed = call(person("alice", at), person("bob", at))
    device = Connection.objects.first()
    assert device
    looker = staff("view_connection", "view_livecall", "view_call")
    assert "Sign out this device" not in page(looker, "calls_connection")
    assert "End this call" not in page(looker, "calls_livecall")
    act(looker, "livecall", "end_call", placed.pk)
    placed.refresh_from_db()
    assert placed.state == "active"


def test_permitted_actions_are_offered() -> None:
    at = worker()
    call(person("alice", at), person("bob", at))
    doer = staff("view_connection", "view_livecall", "sign_out_device", "end_call")
    assert "Sign out this device" in page(doer, "calls_connection")
    assert "End this call" in page(doer, "calls_livecall")
    assert doer.get(reverse("admin:calls_call_changelist")).status_code == 403


def test_an_ended_call_is_not_ended_again(admin_client: Client) -> None:
    over = call(person("alice"), person("bob"), "ended", "hung-up")
    assert "had already ended" in act(admin_client, "livecall", "end_call", over.pk)
    over.refresh_from_db()
    assert over.reason == "hung-up"


def test_signing_out_a_device_that_is_gone_warns(admin_client: Client) -> None:
    assert "no longer online" in act(admin_client, "connection", "sign_out", uuid4())


@pytest.fixture
def _dead_layer(settings: object) -> None:
    backend = {"BACKEND": "videochat.layer.channel_layer.ChannelLayer", "CONFIG": {"hosts": ["redis://127.0.0.1:1"]}}
    settings.CHANNEL_LAYERS = {"default": backend}  # type: ignore[attr-defined]


@pytest.mark.usefixtures("_dead_layer")
def test_an_outage_of_the_message_layer_warns(admin_client: Client) -> None:
    at = worker()
    placed = call(person("alice", at), person("bob", at))
    device = Connection.objects.first()
    assert device
    assert "message layer cannot be reached, so they may" in act(admin_client, "connection", "sign_out", device.pk)
    answer = act(admin_client, "livecall", "end_call", placed.pk)
    assert "1 call has ended." in answer
    assert "learn of the end when it is back" in answer
    placed.refresh_from_db()
    assert (placed.state, placed.reason) == ("ended", "ended-by-staff")


def test_the_administration_uses_the_sites_sign_in(client: Client) -> None:
    answer = client.get(reverse("admin:login"), {"next": reverse("admin:index")})
    assert answer["Location"] == f"{reverse('account_login')}?next=%2Fadmin%2F"
    client.force_login(person("alice"))
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_the_administration_has_its_title(admin_client: Client) -> None:
    assert "Videochat administration" in admin_client.get(reverse("admin:index")).content.decode()


def test_the_footer_shows_the_version(admin_client: Client) -> None:
    footer = admin_client.get(reverse("admin:index")).content.decode().partition('<footer id="footer">')[2]
    assert f"Videochat {__version__}" in footer


def test_pyproject_and_package_have_the_same_version() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__


def test_a_user_agent_is_escaped(admin_client: Client) -> None:
    Connection.objects.create(
        user=person("alice"), worker=worker(), party=uuid4(), device='"><script>alert(1)</script>', since=Now()
    )
    assert "<script>alert" not in page(admin_client, "calls_connection")
