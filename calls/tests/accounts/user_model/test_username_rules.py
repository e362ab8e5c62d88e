"""Which usernames are allowed, and which count as the same."""

import sys
import unicodedata

import pytest

from calls.username_rules import MAX_LENGTH, Problem, find_problem, normalize, username_key

GOOD = {
    "a digit and signs": "bob_2.b-x",
    "Devanagari": "अनीता",
    "Thai with marks": "น้ำผึ้ง",
    "decomposed José": "Jose\u0301",
    "Hangul": "김민준",
    "decomposed Hangul": unicodedata.normalize("NFD", "김민준"),
    "Japanese of three scripts with Latin": "ゆきユキ雪くんーsan",
    "half-width katakana": "ｶﾞｯﾂ",
    "Chinese with Latin": "李Lei",
    "Arabic": "محمد",
    "Persian with Persian digits": "رضا۱۲",
    "Hebrew": "דוד",
    "Greek": "Ελένη",
    "Cyrillic": "Алёна",
    "full-width": "\uff22\uff4f\uff42",
    "the sharp s": "Straße",
    "the longest": "x" * MAX_LENGTH,
    "digits alone": "1234",
}
BAD = {
    "too long": ("x" * (MAX_LENGTH + 1), Problem.TOO_LONG),
    "a Cyrillic o in Latin": ("b\u043eb", Problem.SCRIPTS),
    "a Greek o in Latin": ("b\u03bfb", Problem.SCRIPTS),
    "Hangul with kana": ("김ユ", Problem.SCRIPTS),
    "digits of two kinds": ("bob1१", Problem.SCRIPTS),
    "mathematical letters": ("\U0001d401\U0001d428\U0001d41b", Problem.CHARACTERS),
    "a ligature": ("\ufb01n", Problem.CHARACTERS),
    "a Roman numeral": ("bob\u2162", Problem.CHARACTERS),
    "a space": ("bob b", Problem.CHARACTERS),
    "a slash": ("bob/b", Problem.CHARACTERS),
    "an at sign": ("bob@example.org", Problem.CHARACTERS),
    "an emoji": ("bob\U0001f600", Problem.CHARACTERS),
    "a mark alone": ("\u0301bob", Problem.CHARACTERS),
    "a tower of marks": ("bx\u0301\u0302\u0303\u0304\u0305b", Problem.CHARACTERS),
    "a stretched word": ("محـمد", Problem.CHARACTERS),
    "a loose jamo": ("\u1100bob", Problem.CHARACTERS),
    "the Hangul filler alone": ("\u3164", Problem.INVISIBLE),
    "the half-width filler": ("bob\uffa0", Problem.INVISIBLE),
    "a zero-width joiner": ("bo\u200db", Problem.INVISIBLE),
    "a soft hyphen": ("bo\u00adb", Problem.INVISIBLE),
    "an override of direction": ("bob\u202e", Problem.INVISIBLE),
    "a variation selector": ("bob\ufe0f", Problem.INVISIBLE),
    "a control character": ("bob\x07", Problem.INVISIBLE),
    "a tag": ("bob\U000e0041", Problem.INVISIBLE),
    "a dot": (".", Problem.NO_LETTER),
    "two dots": ("..", Problem.NO_LETTER),
    "me": ("Me", Problem.RESERVED),
    "a page": ("history", Problem.RESERVED),
    "the administrator": ("Admin", Problem.RESERVED),
    "the administrator with a digit": ("adm1n", Problem.RESERVED),
    "the administrator without a dot": ("adm\u0131n", Problem.RESERVED),
    "the administrator with an accent": ("ádmin", Problem.RESERVED),
    "the administrator with signs": ("_admin.", Problem.RESERVED),
    "support in digits": ("5upp0rt", Problem.RESERVED),
    "a mailbox of the site": ("Postmaster", Problem.RESERVED),
    "nobody": ("nobody", Problem.RESERVED),
    "the sign-in": ("login", Problem.RESERVED),
}
SAME = ["bob", "Bob", "BOB", "\uff22\uff4f\uff42", "\U0001d401\U0001d428\U0001d41b", "ⓑⓞⓑ"]


@pytest.mark.parametrize("kind", GOOD)
def test_names_of_any_script_are_allowed(kind: str) -> None:
    assert find_problem(normalize(GOOD[kind])) is None


@pytest.mark.parametrize("kind", BAD)
def test_names_that_deceive_or_cannot_be_shown_are_not(kind: str) -> None:
    name, problem = BAD[kind]
    assert find_problem(normalize(name)) is problem


def test_staff_may_be_called_so_but_nobody_is_called_me() -> None:
    assert find_problem("admin", staff=True) is None
    assert find_problem("adm1n", staff=True) is find_problem("administra") is find_problem("l0uis") is None
    assert find_problem("me", staff=True) is Problem.RESERVED


def test_a_name_is_stored_composed_and_in_ordinary_width() -> None:
    assert normalize("Jose\u0301") == "José"
    assert normalize(GOOD["decomposed Hangul"]) == "김민준"
    assert normalize("\uff22\uff4f\uff42") == "Bob"
    assert normalize("ｶﾞｯﾂ") == "ガッツ"
    assert normalize("น้ำ") == "น้ำ"


@pytest.mark.parametrize("name", SAME)
def test_case_and_form_make_no_other_name(name: str) -> None:
    assert username_key(name) == "bob"
    assert username_key("Straße") == username_key("STRASSE")
    assert username_key("José") == username_key("JOSE\u0301") != username_key("Jose")


def test_a_key_has_one_key_and_an_allowed_name_is_stored_as_it_is() -> None:
    """For all characters: keys do not change when they are folded again, nor names when stored again."""
    for character in map(chr, range(sys.maxunicode + 1)):
        key = username_key(f"a{character}")
        assert username_key(key) == key, f"U+{ord(character):04X}"
        name = normalize(f"a{character}")
        assert normalize(name) == name, f"U+{ord(character):04X}"
