"""A list of the invitations: by whom, for whom, and when they were used. An action revokes them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from calls.accounts.invitations.invite import revoke
from calls.models import Invitation

from .common import ReadOnlyAdmin


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Invitation.State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> QuerySet[Invitation]:
        chosen = self.value() in Invitation.State.values
        return queryset.filter(state=self.value()) if chosen else queryset  # type: ignore[misc]  # with_state()


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    empty_text = _("Nobody has been invited yet.")
    list_display = ["created_at", "inviter", "current_state", "used_by", "used_at"]
    list_filter = [StateFilter, "created_at"]
    list_select_related = ["inviter", "used_by"]
    search_fields = ["inviter__username", "used_by__username"]
    search_help_text = _("By username, of either person.")
    ordering = ["-created_at"]
    fields = ["inviter", "current_state", "created_at", "expires_at", "revoked_at", "used_by", "used_at"]
    actions = ["revoke"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        return super().get_queryset(request).with_state()  # type: ignore[no-any-return, attr-defined]

    @admin.display(description=_("state"), ordering="state")
    def current_state(self, invitation: Invitation) -> str:
        return str(Invitation.State(invitation.state).label)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("calls.revoke_invitation"))

    @admin.action(description=_("Revoke"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, invitations: QuerySet[Invitation]) -> None:
        chosen = [each for each in invitations if each.state == Invitation.State.USABLE]
        count = revoke(Invitation.objects.filter(pk__in=[each.pk for each in chosen]))
        if not count:
            return self.message_user(request, _("None of these links could be used any more."), messages.WARNING)
        for each in chosen:
            self.log_change(request, each, str(_("Revoked the invitation.")))
        done = ngettext("%(count)d link does not work any more.", "%(count)d links do not work any more.", count)
        self.message_user(request, done % {"count": count}, messages.SUCCESS)
