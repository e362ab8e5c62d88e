"""The catalogues of translations: complete, up to date with the sources, and fit to be shown."""

import re
from html.parser import HTMLParser
from itertools import product
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.test import Client
from django.utils import translation

from tools.catalogues.files import DOMAINS, LOCALES, as_po, missing, po_file, read, updated
from tools.catalogues.libraries import translated
from tools.catalogues.marks import marked
from tools.catalogues.sources import files

CATALOGUES = list(product(LOCALES, DOMAINS))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|</?\w+[^>]*>")
HAN = re.compile(r"[\u3400-\u9fff]")
#: A half-width mark that belongs to a Chinese sentence.
HALF_WIDTH = re.compile(r"[\u3400-\u9fff\u201d\uff09][,:;?!]|[,;?!][\u3400-\u9fff\u201c]|\.\.\.")
#: What has no Chinese words: units, names of techniques and keys, and texts that only put others together.
UNTRANSLATED = re.compile(r"[^a-z]*|WebRTC|Esc|Alt|Shift|[kM]bit/s", re.IGNORECASE)


def texts(locale: str, domain: str) -> list[Message]:
    return [message for message in read(po_file(locale, domain), locale) if message.id]


def forms(text: Any) -> list[str]:
    return [str(one) for one in text] if isinstance(text, (list, tuple)) else [str(text)]


def test_the_site_offers_the_languages_that_have_catalogues() -> None:
    offered = [translation.to_locale(code) for code, _name in settings.LANGUAGES]
    assert offered == ["en", *LOCALES]


@pytest.mark.parametrize(("locale", "domain"), CATALOGUES)
def test_the_catalogue_is_up_to_date_with_the_sources(locale: str, domain: str) -> None:
    present, wanted = po_file(locale, domain).read_bytes(), as_po(updated(locale, domain))
    assert present == wanted, "run `make messages`, translate what is new, and run it again"


@pytest.mark.parametrize(("locale", "domain"), CATALOGUES)
def test_every_text_is_translated(locale: str, domain: str) -> None:
    assert missing(read(po_file(locale, domain), locale)) == []


@pytest.mark.parametrize(("locale", "domain"), CATALOGUES)
def test_what_the_site_reads_is_what_translators_write(locale: str, domain: str) -> None:
    with po_file(locale, domain).with_suffix(".mo").open("rb") as compiled:
        read_by_site = {(m.context, *forms(m.id)): forms(m.string) for m in read_mo(compiled) if m.id}
    assert read_by_site == {(m.context, *forms(m.id)): forms(m.string) for m in texts(locale, domain)}


@pytest.mark.parametrize(("locale", "domain"), CATALOGUES)
def test_placeholders_and_tags_agree(locale: str, domain: str) -> None:
    wrong = [
        one
        for message in texts(locale, domain)
        for one in forms(message.string)
        if sorted(PLACEHOLDER.findall(one)) != sorted(PLACEHOLDER.findall(forms(message.id)[-1]))
    ]
    assert wrong == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_chinese_is_chinese(domain: str) -> None:
    for message in texts("zh_Hans", domain):
        for one in forms(message.string):
            bare = PLACEHOLDER.sub("", one)
            assert HAN.search(bare) or UNTRANSLATED.fullmatch(bare.strip()), one
            assert not HALF_WIDTH.search(bare), one


def test_what_stands_in_a_script_and_in_a_template_is_translated_alike() -> None:
    """A button has the same words in a template and in a script."""
    pages, scripts = ({(m.id, m.context): m.string for m in texts("zh_Hans", domain)} for domain in DOMAINS)
    differing = {key: (pages[key], scripts[key]) for key in pages.keys() & scripts.keys() if pages[key] != scripts[key]}
    assert differing == {}


#: Texts of ours that Django and allauth have as well, where our words serve them, too.
SHARED = {
    *("Code", "Are you sure?", "A user with that username already exists.", "created", "Administration", "Remove"),
    *("Change password", "Change", "Recovery codes", " By %(filter_title)s ", "Filter", "Add", "Incorrect code."),
}


def test_our_words_do_not_change_what_djangos_pages_say() -> None:
    """Ours go before theirs on all pages: "active" would be a call's state in the list of accounts."""
    ours = {(str(one.id), one.context): str(one.string) for one in texts("zh_Hans", "django")}
    theirs = {(str(one.id), one.context): str(one.string) for one in translated("django", "zh_Hans")}
    differing = {key[0] for key in ours.keys() & theirs.keys() if ours[key] != theirs[key]}
    assert differing - SHARED == set()


def test_extraction_finds_every_kind_of_mark(tmp_path: Any) -> None:
    sources = {
        "a.py": '_("one")\nngettext("%d two", "%d twos", 2)\npgettext_lazy("verb", "three")\n',
        "b.js": "`${gettext(\"four\")}`;\nngettext('five', 'fives', n);\npgettext('noun', 'six');\n",
        "c.html": "{% load i18n %}{% translate 'seven' %}{% blocktranslate trimmed count n=n %}\neight {{ n }}\n"
        "{% plural %}eights {{ n }}{% endblocktranslate %}{% translate 'nine' context 'verb' %}",
    }
    found = []
    for name, source in sources.items():
        (tmp_path / name).write_text(source)
        found += [(text, context) for _line, text, context in marked(tmp_path / name)]
    assert found == [
        *(("one", None), (("%d two", "%d twos"), None), ("three", "verb")),
        *(("four", None), (("five", "fives"), None), ("six", "noun")),
        *(("seven", None), (("eight %(n)s", "eights %(n)s"), None), ("nine", "verb")),
    ]


#: Code that puts a sentence together from pieces: other languages have another order.
PIECES = {
    ".py": re.compile(
        r"\b_\([^()]*\)\s*\+|\+\s*_\(|f\"[^\"]*\{_\("
        # The value of a placeholder is words; a field's error is words instead of a marked sentence.
        r"|\b_\(\s*\"[^\"]*\"\s*\)\s*%\s*\{[^}]*: f?\"[^\"]*[a-z] [a-z]"
        r"|\binvalid\([^(),]+, f?[\"']"
    ),
    ".js": re.compile(r"\bn?p?gettext\([^()]*\)\s*\+|\+\s*n?p?gettext\(|\$\{n?p?gettext\("),
    ".html": re.compile(r"</a>\s*\{% translate \"[a-z]|\{% translate \"[^\"]*[^.?!:…\"]\" %\} <(?:a|strong|bdi)\b"),
    ".txt": re.compile(r"(?!)"),
}


def test_no_sentence_is_put_together_from_pieces() -> None:
    pieced = [
        f"{path.name}: {found[0]}"
        for domain in DOMAINS
        for path in files(domain)
        for found in PIECES[path.suffix].finditer(path.read_text())
    ]
    assert pieced == []


@pytest.mark.django_db
def test_allauths_and_djangos_own_pages_are_translated() -> None:
    page = Client(headers={"Accept-Language": "zh-CN"}).get("/accounts/signup/").content.decode()
    assert "用户名" in page and ">Password" not in page and "Email" not in re.sub(r"<[^>]*>", "", page)


#: What is the same in every language: names, units, and words of a protocol.
SAME_EVERYWHERE = re.compile(r"Videochat|UTC|&\w+;")
#: Attributes that people read or hear.
READ_ALOUD = {"alt", "aria-description", "aria-label", "aria-roledescription", "label", "placeholder", "title"}


class Words(HTMLParser):
    """Collects what people would read of a template whose marked texts have been taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        given = dict(attrs)
        wanted = READ_ALOUD | ({"content"} if given.get("name") == "description" else set())
        if tag == "input" and given.get("type") in ("submit", "button", "reset"):
            wanted = wanted | {"value"}
        for name in wanted & given.keys():
            self.handle_data(given[name] or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent and re.search(r"[^\W\d_]", SAME_EVERYWHERE.sub("", data)):
            self.found.append(" ".join(data.split()))


def unmarked(template: str) -> list[str]:
    """The texts of a template that are not marked for translation."""
    left, inside = [], ""
    for token in Lexer(template).tokenize():
        word = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        if inside:
            inside = "" if word == f"end{inside}" else inside
        elif word in ("blocktranslate", "blocktrans", "comment", "verbatim"):
            inside = word
        elif re.fullmatch(r"block \w*class", token.contents) and word:  # the value of an attribute
            inside = "block"
        elif token.token_type == TokenType.TEXT:
            left.append(token.contents)
        elif word in ("else", "elif", "empty"):  # two values of one attribute, for example
            left.append(" ")
    words = Words()
    words.feed("".join(left))
    words.close()
    return words.found


TEMPLATES = [path for path in files("django") if path.suffix in (".html", ".txt")]


def test_no_template_has_a_text_that_is_not_marked() -> None:
    """Whatever has to happen until it is shown: a form's error, a provider that fails, a key that is lost."""
    assert len(TEMPLATES) > 100
    assert {path.name: found for path in TEMPLATES if (found := unmarked(path.read_text()))} == {}


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Some words</p>", ["Some words"]),
        ("{% if x %}<b title='Some words'>{% translate 'marked' %}</b>{% endif %}", ["Some words"]),
        ("<img alt=\"{% translate 'marked' %}\"><input placeholder='a name'>", ["a name"]),
        ("{% blocktranslate %}marked <b>words</b>{% endblocktranslate %}{# a comment #}{{ value }}", []),
        ("<script>var x = 'a word';</script><p>{{ x }}: 1 &nbsp; &times; 2 Videochat</p>", []),
    ],
)
def test_texts_that_are_not_marked_are_found(template: str, found: list[str]) -> None:
    assert unmarked(template) == found


def test_both_user_guides_have_the_same_sections_and_name_the_same_buttons() -> None:
    english, chinese = (_sections(name) for name in ("user-guide.md", "user-guide.zh-hans.md"))
    words = {str(one.id): str(one.string) for domain in DOMAINS for one in texts("zh_Hans", domain)}
    assert [level for level, _text in english] == [level for level, _text in chinese]
    for (_level, text), (_same, other) in zip(english, chinese, strict=True):
        names = re.findall(r"\*\*([^*]+)\*\*", " ".join(text.split()))
        assert [name for name in names if words.get(name, "") not in other] == [], text
        assert re.findall(r'src="(\S+)"', text) == re.findall(r'src="(\S+)"', other)


def _sections(name: str) -> list[tuple[str, str]]:
    """The heading marks and the text of each section."""
    parts = re.split(r"^(#+) ", (settings.BASE_DIR / "docs" / name).read_text(), flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))
