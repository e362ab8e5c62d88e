"""Staff who may change accounts gain no rights by it: permissions, groups and passwords are for superusers."""

import html
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from calls.models import User

pytestmark = pytest.mark.django_db

ALL = ("view_user", "add_user", "change_user", "delete_user")
GROUPS = ("view_group", "add_group", "change_group", "delete_group")
ADDRESSES = ("view_emailaddress", "add_emailaddress", "change_emailaddress", "delete_emailaddress")


def account(name: str, **more: Any) -> User:
    return User.objects.create_user(name, f"{name}@example.org", "a-long-secret", **more)


@pytest.fixture
def helper() -> User:
    user = account("helper", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=ALL + GROUPS + ADDRESSES))
    return user


@pytest.fixture
def helping(client: Client, helper: User) -> Client:
    client.force_login(helper)
    return client


def change(client: Client, person: User, **fields: Any) -> int:
    form = {
        "username": person.username,
        "email": person.email,
        "is_active": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00:00",
    }
    return client.post(reverse("admin:calls_user_change", args=[person.pk]), form | fields).status_code


GAINS: dict[str, Any] = {"is_superuser": "on", "is_staff": "on", "email": "helper@evil.example"}


@pytest.mark.parametrize("own", [True, False])
def test_a_change_of_an_account_gives_no_rights(helping: Client, helper: User, own: bool) -> None:
    person = helper if own else account("alice")
    group = Group.objects.create(name="powerful")
    permissions = [permission.pk for permission in Permission.objects.all()]
    rights = {"groups": [group.pk], "user_permissions": permissions} | GAINS
    assert change(helping, person, username="new", **rights) == 302
    changed = User.objects.get(pk=person.pk)
    assert changed.username == "new"
    assert (changed.is_superuser, changed.is_staff, changed.email) == (False, own, person.email)
    assert not changed.groups.exists()
    assert changed.user_permissions.count() == (len(ALL + GROUPS + ADDRESSES) if own else 0)
    assert changed.password == person.password


@pytest.mark.parametrize("rights", [{"is_superuser": True}, {"is_staff": True}])
def test_other_staff_are_not_changed_or_deleted(helping: Client, rights: dict[str, bool]) -> None:
    boss = account("boss", **rights)
    assert change(helping, boss, username="renamed") == 403
    assert helping.post(reverse("admin:calls_user_delete", args=[boss.pk]), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [boss.pk], "post": "yes"}
    helping.post(reverse("admin:calls_user_changelist"), chosen)
    assert User.objects.filter(username="boss").exists()


@pytest.mark.parametrize("name", ["alice", "boss", "helper"])
def test_nobody_s_password_is_set(helping: Client, helper: User, name: str) -> None:
    account("alice"), account("boss", is_superuser=True)
    person = User.objects.get(username=name)
    form = {"password1": "stolen-secret-1", "password2": "stolen-secret-1", "usable_password": "true"}
    assert helping.post(reverse("admin:auth_user_password_change", args=[person.pk]), form).status_code == 403
    assert User.objects.get(pk=person.pk).password == person.password
    shown = helping.get(reverse("admin:calls_user_change", args=[person.pk])).content.decode()
    assert "a-long-secret" not in shown and person.password not in shown and "../password/" not in shown


def test_groups_are_for_superusers(helping: Client) -> None:
    group = Group.objects.create(name="powerful")
    form = {"name": "powerful", "permissions": [permission.pk for permission in Permission.objects.all()]}
    assert helping.post(reverse("admin:auth_group_change", args=[group.pk]), form).status_code == 403
    assert helping.post(reverse("admin:auth_group_add"), {"name": "mine"}).status_code == 403
    assert helping.post(reverse("admin:auth_group_delete", args=[group.pk]), {"post": "yes"}).status_code == 403
    assert not group.permissions.exists() and Group.objects.count() == 1


def test_nobody_s_mail_is_redirected(helping: Client) -> None:
    boss = account("boss", is_superuser=True)
    form = {"user": boss.pk, "email": "helper@evil.example", "verified": "on", "primary": "on"}
    assert helping.post(reverse("admin:account_emailaddress_add"), form).status_code == 403
    assert not EmailAddress.objects.filter(email="helper@evil.example").exists()


def test_nobody_s_account_is_linked_to_a_provider(helping: Client, helper: User, admin_client: Client) -> None:
    helper.user_permissions.add(*Permission.objects.filter(content_type__app_label="socialaccount"))
    boss = account("boss", is_superuser=True)
    link = SocialAccount.objects.create(user=boss, provider="google", uid="1")
    form = {"user": boss.pk, "provider": "google", "uid": "2", "extra_data": "{}"}
    for client in (helping, admin_client):
        assert client.post(reverse("admin:socialaccount_socialaccount_add"), form).status_code == 403
    at = reverse("admin:socialaccount_socialaccount_change", args=[link.pk])
    assert helping.get(at).status_code == helping.post(at, form | {"user": helper.pk}).status_code == 403
    assert admin_client.get(at).status_code == 200
    assert admin_client.post(at, form).status_code == 403
    assert not admin.site.is_registered(SocialApp) and not admin.site.is_registered(SocialToken)
    link.refresh_from_db()
    assert (link.user, link.uid) == (boss, "1")
    gone = reverse("admin:socialaccount_socialaccount_delete", args=[link.pk])
    assert helping.post(gone, {"post": "yes"}).status_code == 403
    assert admin_client.post(gone, {"post": "yes"}).status_code == 302 and not SocialAccount.objects.exists()


def test_an_account_that_staff_add_has_no_rights(helping: Client) -> None:
    form = {"username": "new", "password1": "a-long-secret", "password2": "a-long-secret", "usable_password": "true"}
    assert helping.post(reverse("admin:calls_user_add"), form | GAINS).status_code == 302
    new = User.objects.get(username="new")
    assert not new.is_staff and not new.is_superuser


def test_a_superuser_changes_all_of_it(admin_client: Client) -> None:
    alice, group = account("alice"), Group.objects.create(name="powerful")
    assert change(admin_client, alice, groups=[group.pk], **GAINS) == 302
    alice.refresh_from_db()
    assert alice.is_superuser and alice.is_staff and alice.email == "helper@evil.example"
    assert list(alice.groups.all()) == [group]
    form = {"password1": "another-secret-1", "password2": "another-secret-1", "usable_password": "true"}
    assert admin_client.post(reverse("admin:auth_user_password_change", args=[alice.pk]), form).status_code == 302
    alice.refresh_from_db()
    assert alice.check_password("another-secret-1")


def test_own_keys_are_changed_on_the_pages_that_ask_for_a_proof(admin_client: Client, admin_user: User) -> None:
    own = "/accounts/password/change/"
    form = {"password1": "another-secret-1", "password2": "another-secret-1", "usable_password": "true"}
    for path in (f"/admin/calls/user/{admin_user.pk}/password/", f"/admin/calls/user/0{admin_user.pk}/password/"):
        assert admin_client.get(path).headers["Location"] == own
        assert admin_client.post(path, form).headers["Location"] == own
    guess = {"old_password": "password", "new_password1": "another-secret-1", "new_password2": "another-secret-1"}
    assert admin_client.get("/admin/password_change/").headers["Location"] == own
    assert admin_client.post("/admin/password_change/", guess).headers["Location"] == own
    assert change(admin_client, admin_user, is_superuser="on", is_staff="on", email="root@evil.example") == 302
    changed = User.objects.get(pk=admin_user.pk)
    assert (changed.password, changed.email) == (admin_user.password, admin_user.email)


def test_own_addresses_are_not_among_those_that_superusers_change(admin_client: Client, admin_user: User) -> None:
    alice, at = account("alice"), reverse("admin:account_emailaddress_changelist")
    mine, hers = (
        EmailAddress.objects.create(user=user, email=f"{user.username}@new.example") for user in (admin_user, alice)
    )
    form = {"user": admin_user.pk, "email": "root@evil.example", "verified": "on", "primary": "on"}
    assert "under “Email addresses”" in admin_client.post(f"{at}add/", form).content.decode()
    assert admin_client.post(f"{at}{mine.pk}/change/", form).status_code == 403
    assert admin_client.post(f"{at}{mine.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.post(f"{at}{hers.pk}/change/", form).status_code == 200
    chosen = {"action": "make_verified", "_selected_action": [mine.pk, hers.pk]}
    assert "Confirm your own addresses" in admin_client.post(at, chosen, follow=True).content.decode()
    chosen = {"action": "delete_selected", "_selected_action": [mine.pk], "post": "yes"}
    assert admin_client.post(at, chosen).status_code == 403
    rows = EmailAddress.objects.order_by("pk").values_list("user", "email", "verified", "primary")
    assert list(rows) == [(each.user_id, each.email, False, False) for each in (mine, hers)]
    admin_client.post(at, {"action": "make_verified", "_selected_action": [hers.pk]})
    hers.refresh_from_db()
    assert hers.verified
    assert admin_client.post(f"{at}add/", form | {"user": alice.pk}).status_code == 302


def test_nobody_s_address_is_confirmed_by_staff_who_may_read_it(helping: Client) -> None:
    mine = EmailAddress.objects.create(user=account("alice"), email="alice@new.example")
    chosen = {"action": "make_verified", "_selected_action": [mine.pk]}
    helping.post(reverse("admin:account_emailaddress_changelist"), chosen)
    mine.refresh_from_db()
    assert not mine.verified


@pytest.mark.parametrize("path", ["/admin/calls/user/{}/change/", "/admin/auth/group/add/"])
def test_permissions_are_in_the_language_of_the_page(admin_client: Client, admin_user: User, path: str) -> None:
    address = path.format(admin_user.pk)
    for language, words in (
        ("en", ["| Can change user", "| Can sign out a device"]),
        ("zh-hans", ["| 可以修改用户", "| 可以将设备退出登录"]),
    ):
        shown = html.unescape(admin_client.get(address, headers={"accept-language": language}).content.decode())
        options = re.findall(r"<option[^>]*>([^<]*\|[^<]*)</option>", shown)
        assert len(options) > 10
        for each in words:
            assert any(each in option for option in options), options
        if language != "en":
            assert [option for option in options if "Can " in option] == []


def test_permissions_that_can_only_be_read_are_in_the_language_of_the_page(helping: Client, helper: User) -> None:
    group = Group.objects.create(name="powerful")
    chinese = {"accept-language": "zh-hans"}
    for name, holder in (("calls_user", account("alice")), ("auth_group", group)):
        holder_permissions = holder.user_permissions if isinstance(holder, User) else holder.permissions
        holder_permissions.set(Permission.objects.filter(codename="view_group"))
        page = helping.get(reverse(f"admin:{name}_change", args=[holder.pk]), headers=chinese).content.decode()
        assert "可以查看组" in page.replace(" ", "")
        assert "Can view" not in page
