"""Finds the modules behind a module of the page by reading import statements."""

import re
from pathlib import Path
from posixpath import dirname, join, normpath

from django.conf import settings
from django.contrib.staticfiles import finders

#: `import … from "./negotiator.js";`, also over several lines. The page has no dynamic imports and no
#: bare specifiers.
IMPORT = re.compile(r'^(?:import|export)\b[^"\';]*"(\.[^"]+)";', re.MULTILINE)
#: Not functools.cache, for which a template's SafeString differs from a str.
_walked: dict[str, list[str]] = {}


def modules_behind(entry: str) -> list[str]:
    """The static paths of `entry` and of all modules that it imports, breadth first.

    Raises FileNotFoundError if an imported module does not exist.
    """
    # In development the files change while the server runs.
    if settings.DEBUG:
        return _walk(entry)
    if entry not in _walked:
        _walked[entry] = _walk(entry)
    return _walked[entry]


def _walk(entry: str) -> list[str]:
    found = [entry]
    for path in found:  # the list grows during the loop
        found += [inner for inner in dict.fromkeys(_imports(path)) if inner not in found]
    return found


def _imports(path: str) -> list[str]:
    file = finders.find(path)
    if not file:
        raise FileNotFoundError(f"There is no static file {path}")
    return [normpath(join(dirname(path), inner)) for inner in IMPORT.findall(Path(file).read_text(encoding="utf-8"))]
