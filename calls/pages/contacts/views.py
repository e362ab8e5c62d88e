"""The page of contacts and requests, and the page of who may call and who is blocked."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from calls.accounts.middleware import SignedInRequest
from calls.accounts.post_only import post_only
from calls.actions.contacts.change import ACTIONS, change, unanswered_requests
from calls.actions.contacts.privacy import save_privacy
from calls.actions.contacts.requests import waiting_requests
from calls.bidi import isolate
from calls.models import Block, Contact, User
from calls.notifications import deliver, publish
from calls.protocol.errors import Refused
from calls.username_rules import username_key

from .forms import PrivacyForm
from .told import told

PER_PAGE = 25
#: Of requests, those that are answered first make room for others.
LISTED = 100


@require_safe
@login_required
@never_cache
def contacts(request: SignedInRequest) -> HttpResponse:
    me = request.user
    blocked = Block.objects.filter(person=me).values("blocked")
    known = Contact.objects.filter(person=me, contact__is_active=True).exclude(contact__in=blocked)
    rows = known.select_related("contact").order_by("contact__directory_entry__folded", "contact")
    asked = unanswered_requests(me).exclude(receiver__in=blocked).select_related("receiver").order_by("-asked_at")
    context = {
        "received": [row.sender for row in waiting_requests(me.pk)[:LISTED]],
        "sent": [row.receiver for row in asked[:LISTED]],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "calls/contacts/contacts.html", context)


def back_to_list(request: HttpRequest) -> HttpResponse:
    """To the page that has the form, and to the same part of its list.

    The address of the form names it, and so a sign-in leads there, too.
    """
    # A page of the previous version has it among the fields.
    name = request.GET.get("next") or request.POST.get("next")
    page = request.GET.get("page", "")
    place = f"?page={page}" if re.fullmatch(r"[0-9]{1,9}", page) and int(page) > 1 else ""
    return redirect(reverse("privacy" if name == "privacy" else "contacts") + place)


@post_only(back_to_list)
@login_required
def change_contact(request: SignedInRequest) -> HttpResponse:
    """What a form asks for: `action` about `name`. It leads back to the page in `next`."""
    action, name = request.POST.get("action", ""), request.POST.get("name", "")
    back = back_to_list(request)
    # Also an account that is closed, which may have been blocked.
    other = User.objects.filter(username_key=username_key(name)).exclude(pk=request.user.pk).first()
    if other is None or action not in ACTIONS:
        messages.error(request, _("There is nobody with that name."))
        return back
    try:
        done = change(request.user, other, action)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return back
    publish(deliver(done.notifications))  # open pages find out by their next request if the layer is away
    has_changed, text = told(action, done.before, done.pair.relation)
    say = messages.success if has_changed else messages.info
    say(request, str(text) % {"name": isolate(other.get_username())})
    return back


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def privacy(request: SignedInRequest) -> HttpResponse:
    me = _me(request)
    initial = {"allowed_callers": me.allowed_callers, "connects_directly": me.connects_directly}
    form = PrivacyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        publish(deliver(save_privacy(me, **form.cleaned_data)))
        messages.success(request, _("Your setting has been saved."))
        return redirect("privacy")
    rows = Block.objects.filter(person=request.user).select_related("blocked").order_by("-since", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "calls/contacts/privacy.html", {"form": form, "page": page})


def _me(request: SignedInRequest) -> User:
    return User.objects.get(pk=request.user.pk)
