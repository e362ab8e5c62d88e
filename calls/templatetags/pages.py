"""Filters and tags of the pages: initials and a colour for a name, modules, the version."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from calls.bidi import isolate
from calls.pages.languages.views import texts
from calls.pages.static_files import module_preload
from videochat import __version__

register = template.Library()

HUES = 12
SEPARATORS = re.compile(r"[\s._@+-]+")


@register.filter
def hue(name: str) -> int:
    """A person has one colour everywhere: the call page's JavaScript adds up the same."""
    return sum(map(ord, name)) % HUES


@register.filter
def initials(name: str) -> str:
    parts = [part for part in SEPARATORS.split(name) if part]
    return "".join(part[0] for part in parts[:2]).upper()


@register.filter
def isolated(name: str) -> str:
    """A name within an attribute's sentence; elsewhere in a template it stands in `<bdi>`."""
    return isolate(name)


@register.filter
def as_text_file(lines: Iterable[str]) -> str:
    """The address of a link that saves these lines, without another request."""
    text = "".join(f"{line}\r\n" for line in lines)
    return f"data:text/plain;charset=utf-8,{quote(text)}"


@register.simple_tag
def modulepreload(entry: str) -> SafeString:
    """Preload all modules behind `entry`: one bundle, or a file each, where a level of imports is a round trip."""
    addresses = dict.fromkeys(static(path) for path in module_preload.modules_behind(entry))
    links = ((address,) for address in addresses)
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', links)


@register.simple_tag
def texts_address() -> str:
    """The script with the texts of the page's language."""
    language = get_language() or settings.LANGUAGE_CODE
    return reverse("texts", args=[language, texts(language)[1]])


@register.simple_tag
def version() -> str:
    return __version__
