"""Uploading and removing one's picture, and the picture itself."""

from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from calls.accounts.forms import ProfileForm
from calls.accounts.post_only import post_only
from calls.models import Picture, User
from calls.notifications import deliver, publish

from .forms import PictureForm
from .store import remove_picture, set_picture

#: As allauth writes rates.
RATES = {"picture": "20/h/user"}
#: A year: what the address stands for never changes. Not for caches that several people share.
CACHED = "private, max-age=31536000, immutable"


@post_only("account_profile")
@login_required
@never_cache
def change_picture(request: HttpRequest) -> HttpResponse:
    """`remove` removes it; otherwise `picture` is the new one."""
    me = get_object_or_404(User, pk=request.user.pk)
    if "remove" in request.POST:
        publish(deliver(remove_picture(me)))
        messages.success(request, _("Your picture has been removed."))
        return redirect("account_profile")
    if not ratelimit.consume(request, app="calls.accounts", action="picture", config=RATES):
        return render(request, "429.html", status=429)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        publish(deliver(set_picture(me, form.cleaned_data["picture"])))
        messages.success(request, _("Your picture has been saved."))
        return redirect("account_profile")
    context: dict[str, Any] = {"form": ProfileForm(instance=me), "picture_form": form}
    return render(request, "account/profile.html", context)


@require_safe
def picture(request: HttpRequest, picture_hash: str) -> HttpResponse:
    """For everybody who is signed in: the server tells the address only where it tells the name."""
    if not request.user.is_authenticated:
        raise Http404
    found = Picture.objects.filter(hash=picture_hash, user__is_active=True).first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type="image/webp")
    response["Cache-Control"] = CACHED
    # If somebody opens it by itself, it is a picture and nothing else.
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response
