"""Which usernames are allowed, and which are the same. Pure.

After PRECIS' UsernameCaseMapped (RFC 8265, section 3.3), which allows letters, marks and digits of any
script, and after "Highly Restrictive" of Unicode's security mechanisms (UTS #39, section 5.2).
"""

import re
import unicodedata
from enum import Enum, auto

from .folding import INVISIBLE, fold

#: In code points, for new names.
MAX_LENGTH = 40
#: Only for keys of names from before these rules.
MAX_KEY_LENGTH = 300
#: A longer text is no name. Normalising very many marks in a row would take quadratic time.
MAX_INPUT_LENGTH = 1000
#: Marks on one letter: more of them cover the lines around the name (UTS #39, section 5.4).
MAX_MARKS = 4
SIGNS = frozenset("_.-")
CATEGORIES = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"})
#: Letters by category that only stretch a word (RFC 5892, section 2.6).
STRETCHING = frozenset("\u0640\u07fa")
#: Thai and Lao AM have a compatibility decomposition, but are the usual spelling (UAX #31, section 5.1.1).
USUAL = frozenset("\u0e33\u0eb3")
#: Parts of Hangul syllables that composed to none: they look like a syllable that is stored otherwise.
LOOSE_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
#: Scripts that are written together, by the names of their characters.
WRITTEN_TOGETHER = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "BOPOMOFO"},
    {"LATIN", "CJK", "HANGUL"},
)
SCRIPT_ALIASES = {"IDEOGRAPHIC": "CJK", "EXTENDED": "ARABIC"}
#: The first words of names of characters that are used with any script.
ANY_SCRIPT = {"COMBINING", "DIGIT", "MODIFIER"}
#: Words of the protocol and of addresses, and names for everybody. Compared by key.
RESERVED = frozenset(
    {
        "accounts",
        "anonymous",
        "api",
        "calls",
        "check",
        "deleted",
        "everybody",
        "everyone",
        "healthz",
        "history",
        "invite",
    }
    | {"jsi18n", "language", "login", "logout", "me", "media", "nobody", "readyz", "signup", "static", "ws", "you"}
)
#: For accounts of staff only, and whatever looks like them. Some are mailboxes of a site's staff (RFC 2142).
STAFF_NAMES = frozenset(
    {"abuse", "admin", "administrator", "helpdesk", "hostmaster", "moderator", "postmaster", "root", "security"}
    | {"staff", "support", "sysadmin", "system", "videochat", "webmaster"}
)
#: Digits that are read as letters. Nobody tells l from i, as a capital.
READ_AS = str.maketrans("01345l", "oieasi", "_.-")


class Problem(Enum):
    TOO_LONG = auto()
    INVISIBLE = auto()
    CHARACTERS = auto()
    NO_LETTER = auto()
    SCRIPTS = auto()
    RESERVED = auto()


def normalize(name: str) -> str:
    """The name as it is stored: composed, and full-width and half-width forms as ordinary characters."""
    return unicodedata.normalize("NFC", "".join(map(_usual_width, name)))


def username_key(name: str) -> str:
    """The same for names that count as one: without regard to case and form (Unicode, D147)."""
    folded = unicodedata.normalize("NFD", name[:MAX_INPUT_LENGTH]).casefold()
    for _twice in range(2):
        folded = unicodedata.normalize("NFKC", folded).casefold()
    return unicodedata.normalize("NFKC", folded)[:MAX_KEY_LENGTH]


def find_problem(name: str, *, staff: bool = False) -> Problem | None:
    """Why a normalised name cannot be given to an account."""
    if len(name) > MAX_LENGTH:
        return Problem.TOO_LONG
    if INVISIBLE.search(name) or any(unicodedata.category(each) in ("Cf", "Cc") for each in name):
        return Problem.INVISIBLE
    if not _has_allowed_characters(name):
        return Problem.CHARACTERS
    if not any(each.isalnum() for each in name):
        return Problem.NO_LETTER
    if not (_is_of_one_script(name) and _has_digits_of_one_kind(name)):
        return Problem.SCRIPTS
    if username_key(name) in RESERVED or (_looks(name) in _LOOKS_OF_STAFF and not staff):
        return Problem.RESERVED
    return None


def _looks(name: str) -> str:
    """The same for "admin", "adm1n", "Àdmin" and "admin."."""
    return fold(name).translate(READ_AS)


_LOOKS_OF_STAFF = frozenset(map(_looks, STAFF_NAMES))


def _usual_width(character: str) -> str:
    kind = unicodedata.decomposition(character).partition(" ")[0]
    return unicodedata.normalize("NFKC", character) if kind in ("<wide>", "<narrow>") else character


def _has_allowed_characters(name: str) -> bool:
    marks = re.sub(r"[^M]", " ", "".join(unicodedata.category(each)[0] for each in name))
    if (name and marks[0] == "M") or "M" * (MAX_MARKS + 1) in marks:
        return False
    return not LOOSE_JAMO.search(name) and all(map(_is_allowed, name))


def _is_allowed(character: str) -> bool:
    """Not, for example, a ligature or a mathematical letter: they look like other letters."""
    if character in SIGNS or character in USUAL:
        return True
    if unicodedata.category(character) not in CATEGORIES or character in STRETCHING:
        return False
    return unicodedata.normalize("NFKC", character) == character


def _is_of_one_script(name: str) -> bool:
    scripts = {_script(each) for each in name if each not in SIGNS} - ANY_SCRIPT
    return len(scripts) <= 1 or any(scripts <= together for together in WRITTEN_TOGETHER)


def _script(character: str) -> str:
    """By the character's name, which begins with its script: Python knows no scripts."""
    word = re.split("[ -]", unicodedata.name(character, ""), maxsplit=1)[0]
    return SCRIPT_ALIASES.get(word, word)


def _has_digits_of_one_kind(name: str) -> bool:
    return len({ord(each) - unicodedata.decimal(each) for each in name if unicodedata.category(each) == "Nd"}) <= 1
