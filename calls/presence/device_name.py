"""A short name for a device, from what its browser says of itself; it vouches for nothing: anybody can say anything."""

import re

from django.utils.translation import gettext as _

#: In this order: Edge, Opera and the like say that they are Chrome as well, and Chrome that it is Safari.
BROWSERS = {
    "Edge": r"\bEdg(e|A|iOS)?/",
    "Opera": r"\bOPR/",
    "Samsung Internet": r"\bSamsungBrowser/",
    "Vivaldi": r"\bVivaldi/",
    "Firefox": r"\b(Firefox|FxiOS)/",
    "Chrome": r"\b(Chrome|HeadlessChrome|CriOS)/",
    "Safari": r"\bVersion/.*\bSafari/",
}
#: In this order: Android says that it is Linux, and an iPhone that it is like a Mac.
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
    """As in "Chrome on Android", or as much of that as can be told."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or user_agent[:40] or _("unknown")


def _first(patterns: dict[str, str], text: str) -> str:
    return next((name for name, pattern in patterns.items() if re.search(pattern, text)), "")
