"""What the lists share: they are read-only, and an outage of the layer is no error page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from calls.models import Call
from calls.username_rules import username_key

from .bad_requests import ChecksRequests


class ReadOnlyAdmin(ChecksRequests):
    """Staff change nothing but by actions."""

    #: What an empty list says.
    empty_text: str | Promise
    change_list_template = "admin/calls/list.html"
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        # "Select a call to view" says less than what the list holds.
        shown = {"title": capfirst(self.opts.verbose_name_plural), "empty_text": self.empty_text}
        return super().changelist_view(request, shown | (extra_context or {}))


class PersonFilter(admin.SimpleListFilter):
    """Calls from or to a person. Staff type the username, since a choice would list everybody."""

    title = _("person")
    parameter_name = "person"
    template = "admin/calls/person_filter.html"

    def has_output(self) -> bool:
        return True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return []

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        others = [(name, value) for name, value in changelist.params.items() if name != self.parameter_name]
        yield {"value": self.value() or "", "name": self.parameter_name, "others": others}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Call]) -> QuerySet[Call]:
        name = (self.value() or "").strip()
        if not name:
            return queryset
        people = get_user_model().objects.filter(username_key=username_key(name)).values("pk")
        return queryset.filter(Q(caller__in=people) | Q(callee__in=people))


def format_duration(length: timedelta | None) -> str:
    """For example 1:02:03, or a dash without a length."""
    return "-" if length is None else str(timedelta(seconds=max(0, round(length.total_seconds()))))
