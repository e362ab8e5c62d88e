"""Text as people compare it: without case, accents and invisible characters. Pure."""

import re
import unicodedata

#: Characters that show nothing: format controls (category Cf), and these, which count as letters or marks
#: (Unicode's Default_Ignorable_Code_Point).
INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
#: Accents of Latin, Greek and Cyrillic letters. The marks of other scripts are part of their words.
ACCENTS = re.compile("[\u0300-\u036f]")


def visible(text: str) -> str:
    """The text without invisible characters, and with one ordinary space for any run of spaces."""
    kept = (character for character in INVISIBLE.sub("", text) if unicodedata.category(character) != "Cf")
    spaced = (" " if unicodedata.category(character).startswith("Z") else character for character in kept)
    return re.sub(" +", " ", "".join(spaced)).strip(" ")


def fold(text: str) -> str:
    """For example "arger" for "Ärger". Texts with the same result look alike to somebody who searches."""
    decomposed = unicodedata.normalize("NFKD", visible(text)).casefold()
    return ACCENTS.sub("", visible(unicodedata.normalize("NFKD", decomposed)))
