"""The pages that ask for a proof by a provider, and say that an account has no way to give one."""

from typing import Any

from allauth.account.views import BaseReauthenticateView
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from calls.accounts.middleware import SignedInRequest

from .proof import linked_providers
from .provider import PROCESS


@method_decorator([login_required, never_cache], name="dispatch")
class ReauthenticateByProviderView(BaseReauthenticateView):  # type: ignore[misc]  # allauth is untyped
    """Its button leads to the provider."""

    http_method_names = ["get", "head", "options"]
    template_name = "socialaccount/reauthenticate.html"
    form_class = Form

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
