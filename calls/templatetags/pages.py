"""What pages are made of: avatars (initials and a colour for each name), and the modules of their scripts."""

import re

from django import template
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from calls.pages import module_preload
from videochat import __version__

register = template.Library()

HUES = 12
SEPARATORS = re.compile(r"[\s._@+-]+")


@register.filter
def hue(name: str) -> int:
    """The same sum as the call page's JavaScript, so that a person keeps one colour everywhere."""
    return sum(map(ord, name)) % HUES


@register.filter
def initials(name: str) -> str:
    parts = [part for part in SEPARATORS.split(name) if part]
    return "".join(part[0] for part in parts[:2]).upper()


@register.simple_tag
def preloaded(entry: str) -> SafeString:
    """Names all modules behind `entry` to the browser: it would find them import by import, a round trip each."""
    links = ((static(path),) for path in module_preload.needed(entry))
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', links)


@register.simple_tag
def version() -> str:
    return __version__
