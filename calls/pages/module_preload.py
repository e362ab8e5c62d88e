"""Which modules of the page a module needs, read from their import lines; knows no template and no request."""

import re
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

from django.conf import settings
from django.contrib.staticfiles import finders

#: `import … from "./peer.js";`, also over several lines. None is dynamic, and none leaves the folder by a bare name.
IMPORT = re.compile(r'^(?:import|export)\b[^"\';]*"(\.[^"]+)";', re.MULTILINE)


def needed(entry: str) -> list[str]:
    """The static paths of all modules that `entry` needs, itself first, those that are needed soonest next.

    Raises FileNotFoundError for a module that is imported and does not exist.
    """
    # While one develops, the files change under the running server.
    return _walk(entry) if settings.DEBUG else _walk_once(entry)


def _walk(entry: str) -> list[str]:
    found = [entry]
    for path in found:  # it grows meanwhile
        found += [inner for inner in dict.fromkeys(_imports(path)) if inner not in found]
    return found


_walk_once = cache(_walk)


def _imports(path: str) -> list[str]:
    file = finders.find(path)
    if not file:
        raise FileNotFoundError(f"There is no static file {path}")
    return [normpath(join(dirname(path), inner)) for inner in IMPORT.findall(Path(file).read_text())]
