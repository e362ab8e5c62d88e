"""The pages that ask for a proof: allauth's, one for providers, and one for an account that has no way to give one."""

from typing import Any

from allauth.account.views import BaseReauthenticateView
from allauth.account.views import ReauthenticateView as ByPasswordView
from allauth.mfa.base.views import ReauthenticateView as ByCodeView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView as ByPasskeyView
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from calls.accounts.middleware import SignedInRequest

from .proof import linked_providers
from .provider import PROCESS
from .waiting import set_next


class ProofView:
    """A mixin for pages that take a proof."""

    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`next` stands in the form only if the proof leads there, so never another site."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # the view's
        leads_on = self.get_next_url()  # type: ignore[attr-defined]
        return context if leads_on else context | {"redirect_field": "", "redirect_field_value": None}

    def form_valid(self, form: Any) -> HttpResponse:
        if following := self.get_next_url():  # type: ignore[attr-defined]
            set_next(self.request, following)
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return response


class ReauthenticateView(ProofView, ByPasswordView):  # type: ignore[misc]  # allauth is untyped
    pass


class ReauthenticateByCodeView(ProofView, ByCodeView):  # type: ignore[misc]
    pass


class ReauthenticateByPasskeyView(ProofView, ByPasskeyView):  # type: ignore[misc]
    pass


@method_decorator([login_required, never_cache], name="dispatch")
class ReauthenticateByProviderView(ProofView, BaseReauthenticateView):  # type: ignore[misc]
    """Its button leads to the provider."""

    http_method_names = ["get", "head", "options"]
    template_name = "socialaccount/reauthenticate.html"
    form_class = Form
    request: SignedInRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        linked = linked_providers(self.request, self.request.user)
        chosen = [each for each in linked if each.id == self.kwargs["provider_id"]]
        return context | {"providers": chosen, "provider": chosen[0].name if chosen else "", "process": PROCESS}


@require_safe
@login_required
@never_cache
def cannot_reauthenticate(request: SignedInRequest) -> HttpResponse:
    return render(request, "account/cannot_reauthenticate.html")
