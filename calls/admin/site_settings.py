"""What staff set for the whole site: one form, and no list."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminRadioSelect
from django.core.exceptions import PermissionDenied
from django.db.models import Field
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calls.models import SiteSettings

from .bad_requests import ChecksRequests

Directory = SiteSettings.Directory


@admin.register(SiteSettings)
class SiteSettingsAdmin(ChecksRequests):
    """Saving creates the row. The workers read it every second (`calls/worker/jobs/due_work.py`)."""

    fields = ["directory"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> SiteSettings | None:
        key = SiteSettings.SINGLETON_ID
        if object_id != str(key):
            return None
        return SiteSettings.objects.filter(pk=key).first() or SiteSettings(pk=key)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:calls_sitesettings_change", args=[SiteSettings.SINGLETON_ID]))

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "directory":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        default = _("As in the environment: %(default)s") % {"default": _label(settings.DIRECTORY)}
        return forms.ChoiceField(
            choices=[(Directory.DEFAULT.value, default)] + [(each.value, _label(each)) for each in _CHOSEN],
            required=False,
            widget=AdminRadioSelect(attrs={"class": "radiolist"}),
            label=capfirst(str(db_field.verbose_name)),
            help_text=_(
                "As long as nothing else is chosen here, the variable DIRECTORY of the workers counts. In a list of "
                "contacts, other people are found by their exact username only. New lists and searches follow within "
                "two seconds, open pages one after the other. Calls go on."
            ),
        )

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """With the choice, for the history."""
        if "directory" not in form.changed_data:
            return super().construct_change_message(request, form, formsets, add)
        return _("The list of people shows: %(choice)s.") % {"choice": _label(form.cleaned_data["directory"])}


_CHOSEN = (Directory.EVERYBODY, Directory.CONTACTS)


def _label(choice: str) -> str:
    return str(Directory(choice).label)
