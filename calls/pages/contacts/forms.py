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
        help_text=_("Their calls begin sooner. They then learn your device's network address before you accept."),
    )
