"""The form of a picture."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .reencode import Unusable, reencode

#: Bytes of an upload: with the rest of the form they are below videochat.serving.limiting.limits.MAX_BODY_BYTES.
MAX_UPLOAD = 240 * 1024


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        error_messages={"required": _("Choose a picture first.")},
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )

    def clean_picture(self) -> bytes:
        """As it is to be stored."""
        upload: Any = self.cleaned_data["picture"]
        if upload.size > MAX_UPLOAD:
            sentence = _("This file is too large. Choose one with at most %(most)d KB.")
            raise ValidationError(sentence, params={"most": MAX_UPLOAD // 1024})
        try:
            return reencode(upload.read())
        except Unusable as why:
            raise ValidationError(str(why.sentence)) from None
