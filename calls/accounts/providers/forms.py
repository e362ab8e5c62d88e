"""The form of the first sign-in through a provider."""

from typing import Any

from allauth.socialaccount.forms import SignupForm as AllauthSignupForm

from calls.accounts.forms import use_username_keyboard
from calls.models import User

DISPLAY_NAME = User._meta.get_field("display_name")


class SignupForm(AllauthSignupForm):  # type: ignore[misc]  # allauth is untyped
    """A username and a display name. The email address is the provider's."""

    field_order = ["username", "display_name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email"]
        self.fields["display_name"] = DISPLAY_NAME.formfield()
        use_username_keyboard(self, "username")

    def clean_display_name(self) -> str:
        return str(DISPLAY_NAME.clean(self.cleaned_data["display_name"], User()))
