"""allauth's forms of a new password. A second press of the button ends as the first one did, with the new password."""

from typing import Any

from allauth.account import views
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.utils import url_str_to_user_pk
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from calls.models import User

from .authentication import account_of_replaced_key
from .reauthentication.proof import recently_authenticated
from .sign_in.new_password import ChangedMeanwhile


class NewPasswordView:
    """A mixin for the forms of people who are signed in."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The first press has given the session another key, which this request does not know yet."""
        if request.method == "POST" and not request.user.is_authenticated:
            user = account_of_replaced_key(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
            if user and _has_password(request, user):
                # No second step: the session that this browser had until now was signed in.
                get_adapter().login(request, user)
                self._say_done(request)
                return redirect(self._success_url())
        elif request.method == "POST" and self._is_done(request):
            return self._end_as_before()
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view's
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # the view's
        except ChangedMeanwhile:
            form.add_error(None, _("Your password has just been changed, perhaps in another window."))
            response = self.form_invalid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        if not form.has_error("password1") and not form.has_error("password2") and _is_new(self._user(), form.data):
            return self._end_as_before()
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # the view's
        return response

    def _is_done(self, request: HttpRequest) -> bool:
        """Whether the view itself would not take the form any more."""
        return False

    def _end_as_before(self) -> HttpResponse:
        update_session_auth_hash(self.request, self._user())
        self._say_done(self.request)
        return redirect(self._success_url())

    def _user(self) -> User:
        """Not the request's own, which was read before the first press was done."""
        return get_object_or_404(User, pk=self.request.user.pk)

    def _success_url(self) -> str:
        return str(get_adapter().get_password_change_redirect_url(self.request))

    def _say_done(self, request: HttpRequest) -> None:
        get_adapter().add_message(request, messages.SUCCESS, "account/messages/password_changed.txt")


class PasswordChangeView(NewPasswordView, views.PasswordChangeView):  # type: ignore[misc]  # allauth is untyped
    pass


class PasswordSetView(NewPasswordView, views.PasswordSetView):  # type: ignore[misc]
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Asks for a proof before the form is filled in: a password should not wait for it in the session."""
        raise_if_reauthentication_required(request, app="allauth.account")
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not recently_authenticated(request):
            text = _("This page was open for more than five minutes, so your password has not been set.")
            messages.warning(request, text)
            return redirect("account_set_password")
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def _is_done(self, request: HttpRequest) -> bool:
        self.request = request
        return self._user().has_usable_password() and _is_new(self._user(), request.POST)


class PasswordResetFromKeyView(views.PasswordResetFromKeyView):  # type: ignore[misc]
    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """A link works once. The second press finds it used, by the first."""
        if self.request.method == "POST" and context.get("token_fail"):
            user = _named_in_link(self.kwargs["uidb36"])
            if user and _has_password(self.request, user):
                return redirect(self.success_url)
        response: HttpResponse = super().render_to_response(context, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except ChangedMeanwhile:
            response = self.render_to_response(self.get_context_data(token_fail=True))
        return response


def _named_in_link(uidb36: str) -> User | None:
    try:
        return User.objects.filter(pk=url_str_to_user_pk(uidb36)).first()
    except (OverflowError, ValueError):  # no link of ours
        return None


def _is_new(user: User, form: Any) -> bool:
    """Whether the password has become what the form asks for."""
    first = str(form.get("password1", ""))
    return bool(first) and first == form.get("password2") and user.check_password(first)


def _has_password(request: HttpRequest, user: User) -> bool:
    """The same for somebody who is not signed in, who could guess passwords so: it counts as an attempt to sign in."""
    try:
        found = get_adapter().authenticate(
            request, username=user.get_username(), password=str(request.POST.get("password1", ""))
        )
    except ValidationError:  # too many attempts
        return False
    return bool(found == user)
