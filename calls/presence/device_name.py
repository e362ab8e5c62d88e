"""A short name for a device, from its User-Agent header.

It proves nothing: a client can send any text.
"""

import re

from django.utils.translation import gettext as _

#: In this order: Edge, Opera and others also claim to be Chrome, and Chrome claims to be Safari.
BROWSERS = {
    "Edge": r"\bEdg(e|A|iOS)?/",
    "Opera": r"\bOPR/",
    "Samsung Internet": r"\bSamsungBrowser/",
    "Vivaldi": r"\bVivaldi/",
    "Firefox": r"\b(Firefox|FxiOS)/",
    "Chrome": r"\b(Chrome|HeadlessChrome|CriOS)/",
    "Safari": r"\bVersion/.*\bSafari/",
}
#: In this order: Android claims to be Linux, and an iPhone to be like a Mac.
SYSTEMS = {
    "iPhone": r"\biPhone\b",
    "iPad": r"\biPad\b",
    "Android": r"\bAndroid\b",
    "ChromeOS": r"\bCrOS\b",
    "Windows": r"\bWindows\b",
    "Mac": r"\bMacintosh\b",
    "Linux": r"\bLinux\b|\bX11\b",
}


def device_name(user_agent: str) -> str:
    """For example "Chrome on Android", or the part of it that is known."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or user_agent[:40] or _("unknown")


def _first(patterns: dict[str, str], text: str) -> str:
    return next((name for name, pattern in patterns.items() if re.search(pattern, text)), "")
