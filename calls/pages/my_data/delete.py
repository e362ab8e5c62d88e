"""Deletes the account of the person who asks for it, after a proof of identity."""

from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from calls.accounts.middleware import SignedInRequest
from calls.accounts.reauthentication.proof import recently_authenticated
from calls.actions.delete_account import LastSuperuser, close_account, leaves_no_superuser, release_account
from calls.models import AccountDeletion, User
from calls.notifications import deliver, publish, sign_out

SALT = "calls.pages.my_data.delete"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def delete(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and not request.user.is_authenticated and _was_deleted(request):
        return redirect("account_deleted")
    return _of_account(cast(SignedInRequest, request))


@require_safe
@never_cache
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "account/deleted.html")


@login_required
def _of_account(request: SignedInRequest) -> HttpResponse:
    user = request.user
    if not _has_proved_identity(request):
        way = get_adapter().get_reauthentication_methods(user)[0]
        return redirect(f"{way['url']}?{urlencode({'next': reverse('delete_account')})}")
    if request.method != "POST":
        return _confirmation(request)
    pk = user.pk
    try:
        ended = close_account(User.objects.get(pk=pk))
    except LastSuperuser:
        return _confirmation(request)
    except User.DoesNotExist:  # erased since this request began, by another press
        return redirect("account_deleted")
    # Where the layer is away, workers find out by themselves.
    publish(deliver(ended))
    publish(sign_out(pk))
    release_account(pk)
    logout(request)
    return redirect("account_deleted")


def _confirmation(request: SignedInRequest) -> HttpResponse:
    last = leaves_no_superuser([request.user.pk])
    context = {"is_last_superuser": last, "account": signing.dumps(request.user.pk, salt=SALT)}
    return render(request, "account/delete.html", context, status=409 if last and request.method == "POST" else 200)


def _has_proved_identity(request: SignedInRequest) -> bool:
    """Lately: since signing in, or, in an account without a password, by signing in."""
    records = get_authentication_records(request, request.user)
    is_repeated = bool(records) and records[-1].get("reauthenticated", False)
    return recently_authenticated(request) and (is_repeated or not request.user.has_usable_password())


def _was_deleted(request: HttpRequest) -> bool:
    """Whether this is a second press: the first one has signed the person out."""
    try:
        pk = signing.loads(request.POST.get("account", ""), salt=SALT, max_age=3600)
    except signing.BadSignature:
        return False
    return AccountDeletion.objects.filter(user=pk).exists() or not User.objects.filter(pk=pk).exists()
