"""The display name; and allauth's views whose forms may be sent twice: sign-up, and confirming an email address."""

from datetime import timedelta
from typing import Any

from allauth.account import views
from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from calls.mail.refusals import refused
from calls.models import User
from calls.notifications import deliver, publish
from calls.presence.shown_names import display_name_notifications
from calls.username_rules import username_key

from .forms import ProfileForm
from .invitations.redeem import opened_invitation
from .pictures.forms import PictureForm
from .providers.buttons import buttons

#: So long after a sign-up the same one, with the same password, counts as sent again.
REPEAT = timedelta(minutes=1)


class ConfirmEmailView(views.ConfirmEmailView):  # type: ignore[misc]  # allauth is untyped
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """If it has been confirmed since the page was loaded, here or by another account, the page says so."""
        try:
            response: HttpResponse = super().post(*args, **kwargs)
        except (Http404, IntegrityError):
            response = self.get(*args, **kwargs)
        return response


class EmailView(views.EmailView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"refused": refused(address.email for address in context["emailaddresses"])}


class SignupView(views.SignupView):  # type: ignore[misc]
    """A second press of the button signs in to the account of the first."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except IntegrityError:  # both were checked before either was saved
            form.add_error("username", get_adapter().error_messages["username_taken"])
            return self.form_invalid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.sign_in_again(form) or super().form_invalid(form)
        return response

    def closed(self) -> HttpResponse:
        """Also for the second press of a sign-up that has used an invitation."""
        again = self.sign_in_again(self.get_form()) if self.request.method == "POST" else None
        own = [provider for provider in buttons(self.request) if provider.signs_up]
        context = self._invitation() | {"own_providers": own}
        return again or render(self.request, self.template_name_signup_closed, context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | self._invitation()

    def _invitation(self) -> dict[str, Any]:
        invitation = opened_invitation(self.request)
        return {"invitation": invitation, "state": invitation and invitation.state}

    def sign_in_again(self, form: Any) -> HttpResponse | None:
        name, password = (str(form.data.get(field, "")) for field in ("username", "password1"))
        recent = User.objects.filter(date_joined__gte=timezone.now() - REPEAT)
        for user in recent.filter(username_key=username_key(name)):
            try:
                found = get_adapter().authenticate(self.request, username=user.get_username(), password=password)
            except ValidationError:  # too many attempts
                return None
            if found == user:
                response: HttpResponse = perform_login(self.request, user, redirect_url=self.get_success_url())
                return response
        return None


@method_decorator(never_cache, name="dispatch")
class ProfileView(LoginRequiredMixin, FormView):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    template_name = "account/profile.html"
    form_class = ProfileForm
    success_url = reverse_lazy("account_profile")

    def get_form_kwargs(self) -> dict[str, Any]:
        # Not the request's own user, who would have the name even if it is refused.
        return super().get_form_kwargs() | {"instance": get_object_or_404(User, pk=self.request.user.pk)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"picture_form": PictureForm()}

    def form_valid(self, form: ProfileForm) -> HttpResponse:
        publish(deliver(display_name_notifications(form.save())))
        messages.success(self.request, _("Your name has been saved."))
        return super().form_valid(form)
