"""Permissions in the words of the page's language: Django keeps their names in the database, in English."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db.models import ManyToManyField, Model
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

#: Those that each model has, by how their codenames begin.
NAMES: dict[str, Promise] = {
    "add": _("Can add %(object)s"),
    "change": _("Can change %(object)s"),
    "delete": _("Can delete %(object)s"),
    "view": _("Can view %(object)s"),
}


def permission_label(permission: Any) -> str:
    model = permission.content_type.model_class()
    action, _underscore, name = permission.codename.partition("_")
    if model is None or name != model._meta.model_name or action not in NAMES:
        return f"{permission.content_type} | {gettext(permission.name)}"
    return f"{permission.content_type} | {NAMES[action] % {'object': model._meta.verbose_name}}"


class TranslatesPermissions:
    """A mixin for a ModelAdmin with permissions, as a choice or only to be read. It comes first among the bases."""

    #: The field with the permissions.
    permissions_field = "permissions"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = super().get_readonly_fields(request, obj)  # type: ignore[misc]
        return (*fields, "permission_names") if self.permissions_field in fields else tuple(fields)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)  # type: ignore[misc]
        may_change = self.has_change_permission(request, obj) if obj else True  # type: ignore[attr-defined]
        if may_change and "permission_names" not in self.get_readonly_fields(request, obj):
            return fieldsets
        return [(title, options | {"fields": self._with_names(options["fields"])}) for title, options in fieldsets]

    def _with_names(self, fields: Any) -> list[Any]:
        shown = ["permission_names" if field == self.permissions_field else field for field in fields]
        return list(dict.fromkeys(shown))

    @admin.display(description=Permission._meta.verbose_name_plural)
    def permission_names(self, holder: Model) -> str:
        held = getattr(holder, self.permissions_field).select_related("content_type")
        return ", ".join(permission_label(permission) for permission in held)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest | None = None, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_manytomany(db_field, request=request, **kwargs)  # type: ignore[misc]
        if db_field.related_model is Permission:
            field.label_from_instance = permission_label
        return field
