"""Keeps rights, passwords and other staff from people who may only change accounts."""

from typing import Any

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.admin import SocialAccountAdmin
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest, HttpResponse

from calls.models import User

from .bad_requests import ChecksRequests
from .own_account import NOT_OWN_ADDRESSES, USE_EMAIL_ADDRESSES, lead_to_password
from .permissions import TranslatesPermissions

#: A password is reset by mail, so an address is as good as a password.
SUPERUSER_FIELDS = ("is_staff", "is_superuser", "groups", "user_permissions", "email")


def is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and getattr(request.user, "is_superuser", False))


class SafeUserAdmin(ChecksRequests, UserAdmin):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    """Django's own lets staff who may change accounts make themselves superusers."""

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        if not is_superuser(request):
            return (*fields, *SUPERUSER_FIELDS)
        return (*fields, "email") if obj is not None and obj.pk == request.user.pk else fields

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Without the password's hash and the link that sets it."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or is_superuser(request):
            return fieldsets
        return [
            (title, dict(options, fields=[field for field in options["fields"] if field != "password"]))
            for title, options in fieldsets
        ]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        if not is_superuser(request):
            raise PermissionDenied
        person = self.get_object(request, unquote(id))
        if person is not None and person.pk == request.user.pk:
            return lead_to_password(request)
        return super().user_change_password(request, id, form_url)


def _may_touch(request: HttpRequest, person: User | None) -> bool:
    others = person is not None and (person.is_superuser or person.is_staff) and person.pk != request.user.pk
    return is_superuser(request) or not others


def _is_own(request: HttpRequest, address: Any) -> bool:
    return address is not None and address.user_id == request.user.pk


class SuperusersOnly(ChecksRequests):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_superuser(request)


# The environment alone configures providers, and their tokens are not kept. Nobody but the person
# reads where they have signed in, and nobody the keys of second steps.
for model in (Group, EmailAddress, SocialAccount, SocialApp, SocialToken, UserSession, Authenticator):
    admin.site.unregister(model)


@admin.register(Group)
class SafeGroupAdmin(TranslatesPermissions, SuperusersOnly, GroupAdmin):
    """A group gives its permissions to its members, also to the one who changes it."""


@admin.register(EmailAddress)
class SafeEmailAddressAdmin(SuperusersOnly, EmailAddressAdmin):  # type: ignore[misc]  # allauth is untyped
    """Only for superusers, because a password is reset by mail to any of these addresses. Not for their own ones."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_own(request, obj)

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        others = User.objects.exclude(pk=request.user.pk or 0)
        return super().formfield_for_foreignkey(
            db_field, request, queryset=others, help_text=NOT_OWN_ADDRESSES, **kwargs
        )

    @admin.action(description=EmailAddressAdmin.make_verified.short_description, permissions=["change"])
    def make_verified(self, request: HttpRequest, queryset: "QuerySet[EmailAddress]") -> None:
        if queryset.filter(user=request.user).exists():
            self.message_user(request, USE_EMAIL_ADDRESSES, messages.ERROR)
        else:
            super().make_verified(request, queryset)


@admin.register(SocialAccount)
class SafeSocialAccountAdmin(SuperusersOnly, SocialAccountAdmin):  # type: ignore[misc]
    """Only for superusers, because each link to a provider signs in. They can remove one."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_superuser(request)
