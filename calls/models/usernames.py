"""The fields of a username: the name as people read it, and the key that makes it unique."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from calls.username_rules import MAX_KEY_LENGTH, MAX_LENGTH, Problem, find_problem, normalize, username_key

MESSAGES = {
    Problem.TOO_LONG: _("This username is too long: at most %(length)d characters."),
    Problem.INVISIBLE: _("This username has a character that cannot be seen."),
    Problem.CHARACTERS: _("Only letters, digits and the characters . _ - can be used in a username."),
    Problem.NO_LETTER: _("A username needs a letter or a digit."),
    Problem.SCRIPTS: _("This username mixes letters of different scripts, which look alike."),
    Problem.RESERVED: _("This username is reserved. Please choose another one."),
}


class UsernameField(models.CharField):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    """Forms and commands validate new names by it. An account keeps a name from before the rules."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return normalize(found) if isinstance(found, str) else found

    def validate(self, value: Any, model_instance: Model | None) -> None:
        super().validate(value, model_instance)
        accounts = self.model._default_manager
        pk = model_instance.pk if model_instance else None
        if pk and accounts.filter(pk=pk, username=value).exists():
            return
        # A command has no account yet; only administrators run one.
        staff = model_instance is None or bool(getattr(model_instance, "is_staff", False))
        if problem := find_problem(value, staff=staff):
            raise ValidationError(MESSAGES[problem], code=problem.name.lower(), params={"length": MAX_LENGTH})
        if accounts.filter(username_key=username_key(value)).exclude(pk=pk).exists():
            raise ValidationError(self.error_messages["unique"], code="unique")


class UsernameKeyField(models.CharField):  # type: ignore[type-arg]
    """Follows the username whenever the account is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"max_length": MAX_KEY_LENGTH, "unique": True, "editable": False})

    def pre_save(self, model_instance: Model, add: bool) -> str:
        key = username_key(getattr(model_instance, "username"))  # noqa: B009  (any model may have the field)
        setattr(model_instance, self.attname, key)
        return key
