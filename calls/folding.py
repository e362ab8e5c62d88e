"""Text as people compare it: without case, accents and invisible characters; and what can be shown in a line. Pure."""

import re
import unicodedata

#: Characters that show nothing: format controls (category Cf), and these, which count as letters or marks
#: (Unicode's Default_Ignorable_Code_Point).
INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
#: Accents of Latin, Greek and Cyrillic letters. The marks of other scripts are part of their words.
ACCENTS = re.compile("[\u0300-\u036f]")
#: Zero-width joiners are part of words in some scripts, and of emoji.
JOINERS = "\u200c\u200d"
#: Marks that cover the lines around the text (UTS #39, section 5.4).
TOWER = re.compile("M{5}")


def visible(text: str) -> str:
    """The text without invisible characters, and with one ordinary space for any run of spaces."""
    kept = (character for character in INVISIBLE.sub("", text) if unicodedata.category(character) != "Cf")
    spaced = (" " if unicodedata.category(character).startswith("Z") else character for character in kept)
    return re.sub(" +", " ", "".join(spaced)).strip(" ")


def fold(text: str) -> str:
    """For example "arger" for "Ärger". Texts with the same result look alike to somebody who searches."""
    decomposed = unicodedata.normalize("NFKD", visible(text)).casefold()
    return ACCENTS.sub("", visible(unicodedata.normalize("NFKD", decomposed)))


def one_line(text: str) -> str:
    """What a person has typed, as it is stored: composed (NFC), with one space between two words."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def can_be_shown(line: str) -> bool:
    """Whether others can read it: no hidden characters, no towers of marks, and not only what shows nothing."""
    categories = [unicodedata.category(each) for each in line if each not in JOINERS]
    hidden = any(each in ("Cc", "Cf", "Cs", "Co", "Cn") for each in categories)
    return not (hidden or (line and not visible(line)) or TOWER.search("".join(each[0] for each in categories)))
