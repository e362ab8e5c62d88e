"""The way to a provider and back, the first sign-in through one, and the page of sign-in methods."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.decorators import rate_limit
from allauth.socialaccount import views
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from calls.accounts.invitations.redeem import opened_invitation
from calls.accounts.middleware import SignedInRequest
from calls.accounts.post_only import post_only
from calls.accounts.reauthentication.provider import Reauthenticated, set_action
from calls.accounts.reauthentication.waiting import resume
from calls.models import User
from calls.username_rules import username_key

from .adapter import is_taken
from .buttons import buttons
from .errors import begun_with, error_response, failures
from .methods import methods_of

View = Callable[..., HttpResponse]
#: In the session: what the provider said about somebody who has not chosen a username yet.
PENDING = "socialaccount_sociallogin"


def to_provider(view: View, kind: str) -> View:
    """allauth's view that leads to the provider, by a page instead of a redirect.

    Chromium holds the redirect of a form, and all further ones, against the page's `form-action`
    (Content Security Policy). They may lead anywhere: providers send people on to other sites.
    """

    @never_cache
    @wraps(view)
    def leading(request: HttpRequest, provider_id: str = kind) -> HttpResponse:
        if request.user.is_authenticated and request.method in ("GET", "HEAD"):
            return redirect("socialaccount_connections")  # which has the button
        if request.user.is_authenticated and request.POST.get("process") == "connect":
            raise_if_reauthentication_required(request, app="allauth.socialaccount")
        set_action(request)
        response = _answer(view, request, kind, provider_id)
        if not isinstance(response, HttpResponseRedirect):
            return response
        context = {"provider": _provider(request, provider_id).name, "url": response.url}
        return render(request, "socialaccount/login_redirect.html", context)

    return leading


def from_provider(view: View, kind: str) -> View:
    """allauth's view to which the provider leads back."""

    @never_cache
    @wraps(view)
    def returning(request: HttpRequest, provider_id: str = kind) -> HttpResponse:
        response = _answer(view, request, kind, provider_id)
        # Not within `_answer`: an exception of what follows is not the provider's.
        return resume(request, response.url) if isinstance(response, Reauthenticated) else response

    return returning


def _answer(view: View, request: HttpRequest, kind: str, provider_id: str) -> HttpResponse:
    """A page about the provider instead of an exception of its answer."""
    provider = _provider(request, provider_id)
    try:
        return view(request, provider_id) if kind == "openid_connect" else view(request)
    except failures() as error:
        return error_response(request, provider, exception=error, state=begun_with(request))


def _provider(request: HttpRequest, provider_id: str) -> Any:
    try:
        return get_adapter(request).get_provider(request, provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None


@method_decorator(rate_limit(action="signup"), name="dispatch")
class SignupView(views.SignupView):  # type: ignore[misc]  # allauth is untyped
    """The first sign-in, which asks for a username."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().dispatch(request, *args, **kwargs)
        except SocialApp.DoesNotExist:  # the provider has been taken out of the settings meanwhile
            del request.session[PENDING]
            response = redirect("account_login")
        except ImmediateHttpResponse as refused:
            response = refused.response
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        pending = self.request.session[PENDING]
        try:
            response: HttpResponse = super().form_valid(form)
        except IntegrityError:
            self.request.session[PENDING] = pending
            response = self._sign_in_again() or self._overtaken(form)
        return response

    def _sign_in_again(self) -> HttpResponse | None:
        """The button was pressed twice: the account is there."""
        account = self.sociallogin.account
        if not SocialAccount.objects.filter(provider=account.provider, uid=account.uid).exists():
            return None
        sociallogin = type(self.sociallogin).deserialize(self.request.session[PENDING])
        response: HttpResponse = complete_social_login(self.request, sociallogin)
        return response

    def _overtaken(self, form: Any) -> HttpResponse:
        """Somebody else has got the username meanwhile, or has confirmed the address, which the page then says."""
        if User.objects.filter(username_key=username_key(form.cleaned_data["username"])).exists():
            form.add_error("username", User._meta.get_field("username").error_messages["unique"])
        response: HttpResponse = self.form_invalid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        said = self.sociallogin.account.extra_data
        invitation = opened_invitation(self.request)
        return context | {
            "provider": self.sociallogin.provider.name,
            "email": said.get("email"),
            "email_is_taken": bool(said.get("email")) and is_taken(said["email"]),
            "invitation": invitation,
            "state": invitation and invitation.state,
        }


@require_safe
@login_required
@never_cache
def sign_in_methods(request: SignedInRequest) -> HttpResponse:
    offered = buttons(request)
    methods = methods_of(request.user, offered)
    linked = {method.account.provider for method in methods}
    context = {
        "methods": methods,
        "has_password": request.user.has_usable_password(),
        "not_linked": [each for each in offered if each.id not in linked],
    }
    return render(request, "socialaccount/connections.html", context)


@post_only("socialaccount_connections")
@login_required
@reauthentication_required(app="allauth.socialaccount")  # type: ignore[untyped-decorator]  # allauth is untyped
@never_cache
def unlink(request: SignedInRequest, pk: int) -> HttpResponse:
    with transaction.atomic():
        # One after the other: two at once could each leave the other one's link.
        user = User.objects.select_for_update().get(pk=request.user.pk)
        method = next((each for each in methods_of(user, buttons(request)) if each.account.pk == pk), None)
        if method and method.can_be_unlinked:
            method.account.delete()
    if method is None:  # unlinked in another window
        messages.info(request, _("That account is not linked any more."))
    elif method.can_be_unlinked:
        get_adapter(request).send_notification_mail(
            "socialaccount/email/account_disconnected",
            user,
            context={"account": method.account, "provider": method.name},
        )
        messages.success(request, _("%(provider)s is not linked any more.") % {"provider": method.name})
    else:
        messages.error(request, _("You could not sign in any more. Set a password first."))
    return redirect("socialaccount_connections")
