"""Django's list of accounts, with whether a person is online and a link to their calls."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from calls.accounts.pictures.store import remove_picture
from calls.accounts.second_factor.factors import HAS_FACTOR, remove_factors
from calls.actions.delete_account import (
    LastSuperuser,
    calls_of,
    close_account,
    deletion_notifications,
    erase_account,
    leaves_no_superuser,
    release_account,
)
from calls.actions.rename import rename_notifications
from calls.models import User
from calls.notifications import check_sessions, deliver, publish, sign_out
from calls.presence.connections import online_connections
from calls.presence.shown_names import display_name_notifications

from .own_account import USE_SECURITY
from .permissions import TranslatesPermissions
from .privileges import SafeUserAdmin

MAIL_OF_REMOVED_FACTORS = "mfa/email/removed_by_staff"
ONLINE = Exists(online_connections().filter(user=OuterRef("pk")))


class PersonForm(UserChangeForm):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    class Meta(UserChangeForm.Meta):
        model = User
        # Django's own form field would put compatibility characters into usernames in place of others.
        field_classes = {"username": forms.CharField}


class NewPersonForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta(AdminUserCreationForm.Meta):
        model = User
        field_classes = {"username": forms.CharField}


class OnlineFilter(admin.SimpleListFilter):
    title = _("online")
    parameter_name = "online"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Online")), ("no", _("Offline"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return {"yes": queryset.filter(ONLINE), "no": queryset.filter(~ONLINE)}.get(self.value() or "", queryset)


@admin.register(User)
class PersonAdmin(TranslatesPermissions, SafeUserAdmin):
    permissions_field = "user_permissions"
    form, add_form = PersonForm, NewPersonForm
    list_display = ["username", "display_name", "online", "calls", "email", "second_step", "is_active", "is_staff"]
    list_filter = [OnlineFilter, *SafeUserAdmin.list_filter]
    date_hierarchy = "date_joined"
    search_fields = ["username", "display_name", "email"]
    readonly_fields = ["shown_picture"]
    actions = ["remove_second_step", "remove_pictures"]
    fieldsets = [
        (None, {"fields": ["username", "display_name", "shown_picture", "password", "email"]}),
        (_("Permissions"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Important dates"), {"fields": ["last_login", "date_joined"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = super().get_queryset(request)
        return people.annotate(is_online=ONLINE, has_factor=HAS_FACTOR)

    @admin.display(description=_("online"), ordering="is_online")
    def online(self, person: User) -> str | Promise | None:
        return _("online") if person.is_online else None  # type: ignore[attr-defined]  # get_queryset put it there

    @admin.display(description=_("second step"), boolean=True, ordering="has_factor")
    def second_step(self, person: User) -> bool:
        return bool(person.has_factor)  # type: ignore[attr-defined]  # get_queryset put it there

    @admin.action(description=_("Remove the second step of selected users"), permissions=["change"])
    def remove_second_step(self, request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
        """For people who have lost their phone or passkey, and their recovery codes."""
        chosen = list(people)
        if any(not self.has_change_permission(request, person) for person in chosen):
            self.message_user(request, _("Only superusers can do that for staff. Nothing was done."), messages.ERROR)
            return None
        if request.user in chosen:
            self.message_user(request, USE_SECURITY, messages.ERROR)
            return None
        if not request.POST.get("confirmed"):
            context = {
                **self.admin_site.each_context(request),
                "title": _("Are you sure?"),
                "people": chosen,
                "opts": self.opts,
                "checkbox": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/calls/user/remove_second_step.html", context)
        removed = remove_factors(chosen)
        for person in removed:
            self.log_change(request, person, str(_("Removed the second step.")))
            get_adapter(request).send_notification_mail(MAIL_OF_REMOVED_FACTORS, person)
        done = ngettext(
            "%(count)d person signs in by password alone now.",
            "%(count)d people sign in by password alone now.",
            len(removed),
        )
        self.message_user(request, done % {"count": len(removed)}, messages.SUCCESS)
        return None

    @admin.display(description=_("picture"))
    def shown_picture(self, person: User) -> str:
        if not person.picture_hash:
            return ""
        return format_html('<img class="picture" src="{}" width="64" height="64" alt="">', person.picture_address)

    @admin.action(description=_("Remove the pictures of the selected people"), permissions=["change"])
    def remove_pictures(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        shown = queryset.exclude(picture_hash="")
        people = [person for person in shown if self.has_change_permission(request, person)]
        for person in people:
            publish(deliver(remove_picture(person)))
            self.log_change(request, person, [{"changed": {"fields": [str(_("picture"))]}}])
        sentence = ngettext("%(count)d picture has been removed.", "%(count)d pictures have been removed.", len(people))
        self.message_user(request, sentence % {"count": len(people)})

    @admin.display(description=_("calls"))
    def calls(self, person: User) -> str:
        url = f"{reverse('admin:calls_call_changelist')}?{urlencode({'person': person.get_username()})}"
        return format_html('<a href="{}">{}</a>', url, _("Calls"))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        changed = set(form.changed_data) if change else set()
        # It has been saved: staff see no error if pages cannot be told. Their next list has the new name.
        if "username" in changed:
            transaction.on_commit(lambda: _tell_new_username(obj, form.initial["username"]), robust=True)
        if "is_active" in changed:
            transaction.on_commit(lambda: publish(check_sessions(obj.pk)), robust=True)
        if "display_name" in changed:
            transaction.on_commit(lambda: publish(deliver(display_name_notifications(obj))), robust=True)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002  (Django's URL has it)
        response = super().user_change_password(request, id, form_url)
        if response.status_code == 302 and id.isdecimal():
            publish(check_sessions(int(id)))
        return response

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Counts instead of a list of all calls, which the other people keep."""
        people = list(objs)
        forbidden = {str(self.opts.verbose_name) for each in people if not self.has_delete_permission(request, each)}
        counts = {
            str(self.opts.verbose_name_plural): len(people),
            str(_("calls, which stay in the history of the other people")): calls_of(people),
        }
        protected = [each.get_username() for each in people if each.is_superuser]
        last = leaves_no_superuser(each.pk for each in people)
        return [each.get_username() for each in people], counts, forbidden, protected if last else []

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        self._delete([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._delete(queryset)

    def _delete(self, people: Iterable[User]) -> None:
        """After the transaction of the request: each of the many short ones is then one of its own."""
        for each in list(people):
            transaction.on_commit(partial(_delete_and_tell, each))


def _tell_new_username(person: User, former: str) -> None:
    """The worker of a person who is online tells it once it uses the new name itself (worker.jobs.session_review)."""
    if not online_connections().filter(user=person).exists():
        publish(deliver(rename_notifications(person.pk, former)))


def _delete_and_tell(person: User) -> None:
    """Workers find out by themselves if the layer is away, and finish what is interrupted here."""
    try:
        ended = close_account(person)
    except LastSuperuser:  # another administrator has gone since the page was made
        return
    publish(deliver(ended))
    publish(sign_out(person.pk))
    shown = deletion_notifications(person.pk)
    for _batch in erase_account(person.pk):
        pass
    publish(deliver(shown))
    release_account(person.pk)
