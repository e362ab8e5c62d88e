"""Staff change the keys to their own account on its pages, which ask for a proof of identity, and not here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

USE_SECURITY = _("Remove your own second step under “Security” in the account menu. Nothing was done.")
USE_EMAIL_ADDRESSES = _("Confirm your own addresses under “Email addresses” in the account menu. Nothing was done.")
NOT_OWN_ADDRESSES = _("Your own addresses are under “Email addresses” in the account menu.")


def lead_to_password(request: HttpRequest) -> HttpResponse:
    return redirect("account_change_password")
