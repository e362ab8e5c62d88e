"""The page "Where you are signed in"."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from calls.accounts.middleware import SignedInRequest
from calls.accounts.post_only import post_only
from calls.bidi import isolate

from .places import end_other_places, end_place, places_of


@require_safe
@login_required
@never_cache
def sessions(request: SignedInRequest) -> HttpResponse:
    places = places_of(request.user, request.session.session_key)
    context = {"places": places, "has_others": any(not place.is_this for place in places)}
    return render(request, "account/sessions.html", context)


@post_only("account_sessions")
@login_required
@never_cache
def end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    if device := end_place(request, request.user, pk):
        messages.success(request, _("%(device)s is signed out.") % {"device": isolate(device)})
    else:
        messages.info(request, _("That browser is already signed out."))
    return redirect("account_sessions")


@post_only("account_sessions")
@login_required
@never_cache
def end_other_sessions(request: SignedInRequest) -> HttpResponse:
    if count := end_other_places(request, request.user):
        text = ngettext("%(count)d other browser is signed out.", "%(count)d other browsers are signed out.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("No other browser was signed in."))
    return redirect("account_sessions")
