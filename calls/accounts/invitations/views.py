"""The page of people who invite, and the page behind a link."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from calls.accounts.middleware import SignedInRequest
from calls.accounts.post_only import post_only
from calls.models import Invitation, User

from .invite import MAX_USABLE, TooMany, create, may_invite, new_token
from .invite import revoke as revoke_invitations
from .qr_code import qr_code
from .redeem import find, remember

#: Fixed: browsers keep cookies that are signed with it.
SALT = "calls.accounts.invitations"
SALT_NEXT = "calls.accounts.invitations.next"
#: How long a form creates the same link, however often it is sent.
NEXT_SECONDS = 24 * 3600
#: How long the page shows a new link: only a hash of it is stored.
SHOWN_SECONDS = 3600
#: The newest ones on the page. The administration lists all of them.
LISTED = 100


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def invite(request: SignedInRequest) -> HttpResponse:
    _refuse_others(request.user)
    if request.method == "POST":
        return _create(request)
    listed = Invitation.objects.with_state().filter(inviter=request.user).select_related("used_by")
    link = _new_link(request)
    context = {
        "link": link,
        "qr_code": link and qr_code(link),
        "next_token": signing.dumps([request.user.pk, new_token()], salt=SALT_NEXT),
        "invitations": listed.order_by("-created_at", "-pk")[:LISTED],
    }
    return render(request, "account/invite.html", context)


@post_only("invite")
@login_required
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    _refuse_others(request.user)
    if revoke_invitations(Invitation.objects.filter(pk=pk, inviter=request.user)):
        messages.success(request, _("The link does not work any more."))
    return redirect("invite")


@require_safe
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link. It only notes the invitation in the visitor's session, and goes on to the sign-up."""
    found = find(token)
    usable = found is not None and found.state == Invitation.State.USABLE
    if found and usable and not request.user.is_authenticated:
        if request.method == "GET":
            remember(request, found)
        return redirect("account_signup")
    context = {"invitation": found, "state": found.state if found else "unknown"}
    return render(request, "account/invitation.html", context, status=200 if usable else 410 if found else 404)


def _refuse_others(user: User) -> None:
    if not may_invite(user):
        raise PermissionDenied


@sensitive_variables("token")
def _create(request: SignedInRequest) -> HttpResponse:
    response = redirect("invite")
    try:
        token = create(request.user, _next_token(request))
    except TooMany:
        text = _("You have %(count)d links that nobody has used yet. Revoke some of them first.")
        messages.error(request, text % {"count": MAX_USABLE})
        return response
    response.set_signed_cookie(
        settings.INVITATION_COOKIE_NAME,
        token,
        SALT,
        max_age=SHOWN_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@sensitive_variables("token")
def _next_token(request: SignedInRequest) -> str | None:
    """That of the form, unless its link has been used or revoked, or has expired: the page was shown long ago."""
    try:
        user, token = signing.loads(request.POST.get("next_token", ""), salt=SALT_NEXT, max_age=NEXT_SECONDS)
    except signing.BadSignature:
        return None
    found = find(token)
    is_fresh = found is None or found.state == Invitation.State.USABLE
    return str(token) if user == request.user.pk and is_fresh else None


@sensitive_variables("token")
def _new_link(request: SignedInRequest) -> str | None:
    """The link that this person created last in this browser, while it can be used."""
    token = request.get_signed_cookie(settings.INVITATION_COOKIE_NAME, None, SALT, max_age=SHOWN_SECONDS)
    found = find(token) if token else None
    if found is None or found.inviter != request.user or found.state != Invitation.State.USABLE:
        return None
    return request.build_absolute_uri(reverse("invitation", args=[token]))
