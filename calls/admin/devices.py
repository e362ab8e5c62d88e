"""A list of the devices that are online, with an action that signs them out."""

from collections.abc import Iterable
from typing import Any

from channels.layers import get_channel_layer
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from calls.bidi import isolate
from calls.groups import party_group
from calls.lifecycle import WAITING
from calls.models import CallLeg, Connection, User
from calls.notifications import publish, sign_out_event
from calls.presence.connections import online_connections
from calls.presence.device_name import device_name

from .common import ReadOnlyAdmin


class InCallFilter(admin.SimpleListFilter):
    title = _("call")
    parameter_name = "in_call"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("In a call")), ("no", _("Not in a call"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Connection]) -> QuerySet[Connection]:
        live = Exists(CallLeg.objects.filter(user=OuterRef("user"), live=True))
        return {"yes": queryset.filter(live), "no": queryset.filter(~live)}.get(self.value() or "", queryset)


@admin.register(Connection)
class DeviceAdmin(ReadOnlyAdmin):
    empty_text = _("Nobody is online right now.")
    list_display = ["person", "in_call", "device_short", "since", "worker"]
    list_filter = [InCallFilter, ("worker", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["user", "worker"]
    search_fields = ["user__username", "device"]
    search_help_text = _("By username or browser.")
    ordering = ["user__username", "since"]
    fields = ["person", "device_short", "device", "since", "worker", "in_call"]
    actions = ["sign_out"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Connection]:
        # The rows of a dead worker stay until another worker deletes them.
        alive = super().get_queryset(request).filter(pk__in=online_connections().values("pk"))
        legs = CallLeg.objects.filter(live=True).select_related("call__caller", "call__callee")
        return alive.prefetch_related(Prefetch("user__legs", legs, to_attr="live_legs"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        people = online_connections().values("user").distinct().count()
        summary = ngettext("%(people)d person is online.", "%(people)d people are online.", people) % {"people": people}
        return super().changelist_view(request, {"subtitle": summary if people else None} | (extra_context or {}))

    @admin.display(description=_("person"), ordering="user__username")
    def person(self, device: Connection) -> User:
        return device.user

    @admin.display(description=_("device (as reported)"), ordering="device")
    def device_short(self, device: Connection) -> str:
        return format_html('<span title="{}">{}</span>', device.device, device_name(device.device))

    @admin.display(description=_("call"))
    def in_call(self, device: Connection) -> str:
        legs: list[CallLeg] = device.user.live_legs  # type: ignore[attr-defined]  # get_queryset put it there
        if not legs:
            return "-"
        url = reverse("admin:calls_livecall_change", args=[legs[0].call_id])
        return format_html('<a href="{}">{}</a>', url, _in_words(legs[0], device))

    def has_sign_out_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("calls.sign_out_device"))

    @admin.action(description=_("Sign out this device"), permissions=["sign_out"])
    def sign_out(self, request: HttpRequest, devices: QuerySet[Connection]) -> None:
        """Each socket ends its own session and closes: only its process knows the session."""
        chosen = list(devices)
        if not chosen:
            return self.message_user(request, _("That device is no longer online."), messages.WARNING)
        if not publish(_sign_out(str(device.party) for device in chosen)):
            text = _("The message layer cannot be reached, so they may still be signed in. Try again in a moment.")
            return self.message_user(request, text, messages.ERROR)
        for device in chosen:
            self.log_change(request, device, str(_("Signed out: %s.")) % device_name(device.device))
        done = ngettext("%(count)d device is being signed out.", "%(count)d devices are being signed out.", len(chosen))
        self.message_user(request, done % {"count": len(chosen)}, messages.SUCCESS)


async def _sign_out(parties: Iterable[str]) -> None:
    layer = get_channel_layer()
    for party in parties:
        await layer.group_send(party_group(party), sign_out_event())


def _in_words(leg: CallLeg, device: Connection) -> str:
    """How this device takes part in its person's live call."""
    call = leg.call
    caller = call.caller_id == leg.user_id
    if call.state in WAITING:
        words = _("calls %(name)s") if caller else _("is called by %(name)s")
    else:
        words = _("with %(name)s")
    description = str(words) % {"name": isolate(call.people()[caller].get_username())}
    # While it rings, the callee's party is not decided: all of that person's devices ring.
    elsewhere = leg.party is not None and leg.party != device.party
    return str(_("%(call)s, on another device")) % {"call": description} if elsewhere else description
