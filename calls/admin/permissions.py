"""Permissions in the words of the page's language: Django keeps their names in the database, in English."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import ManyToManyField
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
    """A mixin for a ModelAdmin with a choice of permissions."""

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest | None = None, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_manytomany(db_field, request=request, **kwargs)  # type: ignore[misc]
        if db_field.related_model is Permission:
            field.label_from_instance = permission_label
        return field
