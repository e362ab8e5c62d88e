"""The field of a display name: how people read somebody's name, beside the username."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from calls.folding import visible

MAX_LENGTH = 60
#: Zero-width joiners are part of words in some scripts, and of emoji.
JOINERS = "\u200c\u200d"
#: Marks that cover the lines around the name (UTS #39, section 5.4).
TOWER = re.compile("M{5}")


class DisplayNameField(models.CharField):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    """One line of any text. It is not unique, so the list, a ringing call and the history show the username too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"max_length": MAX_LENGTH, "blank": True, "default": ""})

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return " ".join(unicodedata.normalize("NFC", found).split()) if isinstance(found, str) else found

    def validate(self, value: Any, model_instance: Model | None) -> None:
        super().validate(value, model_instance)
        categories = [unicodedata.category(each) for each in value if each not in JOINERS]
        hidden = any(each in ("Cc", "Cf", "Cs", "Co", "Cn") for each in categories)
        if hidden or (value and not visible(value)) or TOWER.search("".join(each[0] for each in categories)):
            raise ValidationError(_("This name has characters that cannot be shown."), code="characters")
