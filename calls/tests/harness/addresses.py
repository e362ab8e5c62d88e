"""The site's addresses, by its URL patterns."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

#: Arguments for the URLs' converters, by name or type.
SAMPLES = {"object_id": "1", "app_label": "calls", "content_type_id": "1", "uidb36": "1", "key": "x", "url": "x"}


def addresses() -> list[str]:
    """One address for each pattern of the site."""
    return [address for address, _name in named_addresses()]


def named_addresses(patterns: list[Any] | None = None, before: str = "") -> Iterator[tuple[str, str]]:
    """The same, each with the name of its pattern."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = entry.pattern
        if isinstance(route, RoutePattern):
            part = str(route)
            for name, converter in route.converters.items():
                kind = type(converter).__name__.removesuffix("Converter").lower()
                sample = SAMPLES.get(name, "1")
                part = part.replace(f"<{kind}:{name}>", sample).replace(f"<{name}>", sample)
        else:
            part = {"^(?P<app_label>auth|account|calls)/$": "calls/"}.get(str(route), "x/")
        if isinstance(entry, URLResolver):
            yield from named_addresses(entry.url_patterns, before + part)
        elif isinstance(entry, URLPattern):
            yield f"/{before}{part}", entry.name or ""
