"""Django's list of accounts, with whether a person is online and a link to their calls."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from calls.models import Call, Connection
from calls.presence.connections import online_connections

from .privileges import SafeUserAdmin

ONLINE = Exists(online_connections().filter(user=OuterRef("pk")))

admin.site.unregister(User)


class OnlineFilter(admin.SimpleListFilter):
    title = _("online")
    parameter_name = "online"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Online")), ("no", _("Offline"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return {"yes": queryset.filter(ONLINE), "no": queryset.filter(~ONLINE)}.get(self.value() or "", queryset)


@admin.register(User)
class PersonAdmin(SafeUserAdmin):
    list_display = ["username", "online", "calls", "email", "is_active", "is_staff"]
    list_filter = [OnlineFilter, *SafeUserAdmin.list_filter]
    date_hierarchy = "date_joined"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = super().get_queryset(request)
        return people.annotate(is_online=ONLINE)

    @admin.display(description=_("online"), ordering="is_online")
    def online(self, person: User) -> str | Promise | None:
        return _("online") if person.is_online else None  # type: ignore[attr-defined]  # get_queryset put it there

    @admin.display(description=_("calls"))
    def calls(self, person: User) -> str:
        url = f"{reverse('admin:calls_call_changelist')}?{urlencode({'person': person.get_username()})}"
        return format_html('<a href="{}">{}</a>', url, _("Calls"))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Calls and devices are deleted with their account, though nobody may delete one alone."""
        deleted, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        own = {model._meta.verbose_name for model in (Call, Connection)}
        return deleted, counts, forbidden - own, protected
