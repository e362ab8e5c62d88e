"""Finds the modules behind a module of the page by reading import statements."""

import re
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

from django.conf import settings
from django.contrib.staticfiles import finders

#: `import … from "./negotiator.js";`, also over several lines. The page has no dynamic imports and no
#: bare specifiers.
IMPORT = re.compile(r'^(?:import|export)\b[^"\';]*"(\.[^"]+)";', re.MULTILINE)


def modules_behind(entry: str) -> list[str]:
    """The static paths of `entry` and of all modules that it imports, breadth first.

    Raises FileNotFoundError if an imported module does not exist.
    """
    # In development the files change while the server runs.
    return _walk(entry) if settings.DEBUG else _walk_cached(entry)


def _walk(entry: str) -> list[str]:
    found = [entry]
    for path in found:  # the list grows during the loop
        found += [inner for inner in dict.fromkeys(_imports(path)) if inner not in found]
    return found


_walk_cached = cache(_walk)


def _imports(path: str) -> list[str]:
    file = finders.find(path)
    if not file:
        raise FileNotFoundError(f"There is no static file {path}")
    return [normpath(join(dirname(path), inner)) for inner in IMPORT.findall(Path(file).read_text())]
