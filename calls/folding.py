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
#: A letter with a stroke or a hook, which Unicode does not take apart. Its name says what people type for it.
CROSSED = re.compile("LATIN SMALL LETTER ([A-Z]{1,2}) WITH .+")
#: Where such letters are. Here most others have decompositions.
LATIN = (range(0x80, 0x2B0), range(0x1D6C, 0x1D9B), range(0x1E00, 0x1F00), range(0x2C60, 0x2C80))
#: Letters and signs that are typed otherwise, as in CLDR's Latin-ASCII.
TYPED = {
    "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "\u0131": "i", "ȷ": "j", "ŋ": "n", "ĸ": "q", "ə": "e", "ɛ": "e",
    "ɔ": "o", "\u2018": "'", "\u2019": "'", "\u02bb": "'", "\u02bc": "'", "\u2010": "-", "\u2013": "-", "\u2014": "-",
}  # fmt: skip


def visible(text: str) -> str:
    """The text without invisible characters, and with one ordinary space for any run of spaces."""
    kept = (character for character in INVISIBLE.sub("", text) if unicodedata.category(character) != "Cf")
    spaced = (" " if unicodedata.category(character).startswith("Z") else character for character in kept)
    return re.sub(" +", " ", "".join(spaced)).strip(" ")


def fold(text: str) -> str:
    """For example "arger" for "Ärger", "lukasz" for "Łukasz". Somebody who searches takes such texts for the same."""
    decomposed = unicodedata.normalize("NFKD", visible(text)).casefold()
    return ACCENTS.sub("", visible(unicodedata.normalize("NFKD", decomposed))).translate(_PLAIN)


def _plain_letters() -> dict[str, str]:
    """For letters as they are after decomposition and casefolding."""
    letters = (chr(code) for codes in LATIN for code in codes)
    names = {letter: CROSSED.fullmatch(unicodedata.name(letter, "")) for letter in letters}
    crossed = {letter: name[1].lower() for letter, name in names.items() if name}
    return {letter: base for letter, base in crossed.items() if unicodedata.normalize("NFKD", letter) == letter} | TYPED


#: Of a folded text, none of them is left.
PLAIN_LETTERS = _plain_letters()
_PLAIN = str.maketrans(PLAIN_LETTERS)


def one_line(text: str) -> str:
    """What a person has typed, as it is stored: composed (NFC), with one space between two words."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def can_be_shown(line: str) -> bool:
    """Whether others can read it: no hidden characters, no towers of marks, and not only what shows nothing."""
    categories = [unicodedata.category(each) for each in line if each not in JOINERS]
    hidden = any(each in ("Cc", "Cf", "Cs", "Co", "Cn") for each in categories)
    return not (hidden or (line and not visible(line)) or TOWER.search("".join(each[0] for each in categories)))
