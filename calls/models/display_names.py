"""The field of a display name: how people read somebody's name, beside the username."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from calls.folding import can_be_shown, one_line

MAX_LENGTH = 60


class DisplayNameField(models.CharField):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    """One line of any text. It is not unique, so the list, a ringing call and the history show the username too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"max_length": MAX_LENGTH, "blank": True, "default": ""})

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return one_line(found) if isinstance(found, str) else found

    def validate(self, value: Any, model_instance: Model | None) -> None:
        super().validate(value, model_instance)
        if not can_be_shown(value):
            raise ValidationError(_("This name has characters that cannot be shown."), code="characters")
