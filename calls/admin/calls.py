"""Lists of live calls, with an action that ends them, and of all calls, read-only."""

from django.contrib import admin, messages
from django.db.models import DurationField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from calls.actions.end import end_by_staff
from calls.lifecycle import Reason, State
from calls.models import DELETED_ACCOUNT, Call, LiveCall, User
from calls.notifications import deliver, publish

from .common import PersonFilter, ReadOnlyAdmin, format_duration


class AnyCallAdmin(ReadOnlyAdmin):
    list_select_related = ["caller", "callee"]
    search_fields = ["caller__username", "callee__username"]
    search_help_text = _("By username. Two usernames find the calls between those two people.")
    ordering = ["-placed_at"]
    fields = [
        "id", "from_person", "to_person", "video", "state", "reason",
        "placed_at", "answered_at", "ended_at", "talked", "deadline",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Call]:
        # By the database's clock, like all times in the database.
        talked = ExpressionWrapper(Coalesce("ended_at", Now()) - F("answered_at"), DurationField())
        waited = ExpressionWrapper(Coalesce("answered_at", "ended_at", Now()) - F("placed_at"), DurationField())
        calls: QuerySet[Call] = super().get_queryset(request)
        return calls.annotate(talk=talked, wait=waited)

    @admin.display(description=_("caller"), ordering="caller__username", empty_value=str(DELETED_ACCOUNT))
    def from_person(self, call: Call) -> User | None:
        return call.caller

    @admin.display(description=_("callee"), ordering="callee__username", empty_value=str(DELETED_ACCOUNT))
    def to_person(self, call: Call) -> User | None:
        return call.callee

    @admin.display(description=_("talked for"), ordering="talk")
    def talked(self, call: Call) -> str:
        return format_duration(call.talk)  # type: ignore[attr-defined]  # get_queryset put it there

    @admin.display(description=_("rang for"), ordering="wait")
    def rang(self, call: Call) -> str:
        return format_duration(call.wait)  # type: ignore[attr-defined]  # get_queryset put it there


@admin.register(Call)
class CallAdmin(AnyCallAdmin):
    empty_text = _("No call has been placed yet.")
    list_display = ["placed_at", "from_person", "to_person", "video", "outcome", "talked", "rang"]
    list_filter = [PersonFilter, "state", "reason", "video", "placed_at"]
    date_hierarchy = "placed_at"
    # Saves counting the whole history for each page.
    show_full_result_count = False

    @admin.display(description=_("state"), ordering="reason")
    def outcome(self, call: Call) -> str:
        return call.get_reason_display() or call.get_state_display()


@admin.register(LiveCall)
class LiveCallAdmin(AnyCallAdmin):
    empty_text = _("Nobody is in a call right now.")
    list_display = ["from_person", "to_person", "video", "state", "talked", "rang", "placed_at"]
    list_display_links = ["from_person", "to_person"]
    list_filter = [PersonFilter]
    actions = ["end_call"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Call]:
        return super().get_queryset(request).exclude(state=State.ENDED)

    def has_end_call_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("calls.end_call"))

    @admin.action(description=_("End this call"), permissions=["end_call"])
    def end_call(self, request: HttpRequest, calls: QuerySet[Call]) -> None:
        chosen = list(calls)
        notifications = end_by_staff(call.pk for call in chosen)
        ended = Call.objects.filter(pk__in=[call.pk for call in chosen], reason=Reason.ENDED_BY_STAFF)
        ids = set(ended.values_list("pk", flat=True))
        if not ids:
            return self.message_user(request, _("That call had already ended."), messages.WARNING)
        for call in chosen:
            if call.pk in ids:
                self.log_change(request, call, str(_("Ended the call.")))
        done = ngettext("%(count)d call has ended.", "%(count)d calls have ended.", len(ids)) % {"count": len(ids)}
        self.message_user(request, done, messages.SUCCESS)
        if not publish(deliver(notifications)):
            text = _("The message layer cannot be reached. The two people will learn of the end when it is back.")
            self.message_user(request, text, messages.WARNING)
