"""Avatars: the initials and the colour that stand for a name; it knows no user and no database."""

import re

from django import template

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
