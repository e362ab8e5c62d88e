"""The form of the privacy page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.models import User


class PrivacyForm(forms.Form):
    allowed_callers = forms.ChoiceField(
        label=_("Who may call me"),
        choices=User.AllowedCallers.choices,
        widget=forms.RadioSelect,
        help_text=_("To everybody else you look offline. Their calls do not ring; you find them in your history."),
    )
    connects_directly = forms.BooleanField(
        label=_("Connect directly with my contacts while it rings"),
        required=False,
        help_text=_(
            "Calls between you and those contacts who have turned this on, too, begin sooner. Each of you then learns"
            " the other's network address before Accept. Everybody whom you have talked with is a contact."
        ),
    )
