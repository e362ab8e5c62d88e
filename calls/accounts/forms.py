"""allauth's forms for sign-in, sign-up and new passwords, with errors at their field and for phones' keyboards."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordKeyForm as AllauthResetPasswordKeyForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django.core.exceptions import ValidationError
from django.forms import CharField, Form, ModelForm
from django.utils.translation import gettext_lazy as _

from calls.models import User

from .sign_in.login_names import MAX_LENGTH

#: A phone's keyboard would capitalise and correct a username.
USERNAME_KEYBOARD = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


def use_username_keyboard(form: Form, field: str) -> None:
    form.fields[field].widget.attrs.update(USERNAME_KEYBOARD)


def shorten_password_rules(form: Form) -> None:
    """Instead of the full list of rules. A rule that is broken is shown at the field."""
    form.fields["password1"].help_text = _("At least 8 characters, and not easy to guess.")


def label_as_new_password(form: Form) -> None:
    """Like all other labels: allauth's have capitals within."""
    form.fields["password1"].label = _("New password")
    form.fields["password2"].label = _("New password (again)")


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # allauth is untyped
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = self.fields["login"]
        # The label stays "Username": programs find the field by it.
        self.fields["login"] = CharField(
            label=theirs.label,
            widget=theirs.widget,
            max_length=MAX_LENGTH,
            help_text=_("Or a confirmed email address of your account."),
        )
        use_username_keyboard(self, "login")
        # Browsers suggest passkeys, too (static/calls/pages/passkey.js).
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"

    def clean(self) -> dict[str, Any]:
        """A wrong name or password shows at the password: its field is empty again."""
        try:
            super().clean()
        except ValidationError as error:
            self.add_error("password", error)
        cleaned: dict[str, Any] = self.cleaned_data
        return cleaned


class SignupForm(AllauthSignupForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_username_keyboard(self, "username")
        shorten_password_rules(self)


class ChangePasswordForm(AllauthChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shorten_password_rules(self)
        label_as_new_password(self)
        self.fields["oldpassword"].label = _("Current password")


class SetPasswordForm(AllauthSetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shorten_password_rules(self)


class ResetPasswordKeyForm(AllauthResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shorten_password_rules(self)
        label_as_new_password(self)


class ProfileForm(ModelForm):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    class Meta:
        model = User
        fields = ["display_name"]

    def save(self, commit: bool = True) -> User:
        user: User = self.instance
        user.save(update_fields=["display_name"])
        return user
