"""Loads modules and templates at the start, because an update replaces the files.

Otherwise a worker of the old version fails between `git pull` and its restart: it mixes old modules
with new templates, and new templates name static files that it does not know.
"""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from django.conf import settings
from django.template import engines
from django.utils import translation

import calls
import videochat
from calls.pages.languages.views import texts
from calls.pages.static_files import module_preload

#: Not part of a running worker: tests, migrations, other commands.
SKIPPED = ("calls.tests", "calls.migrations", "calls.management.commands")


def load_all() -> None:
    """Load our modules and templates, and the list of the page's modules. The models must be loaded."""
    for package in (calls, videochat):
        for name in _modules(package):
            import_module(name)
    for engine in engines.all():
        for name in _own_templates():
            engine.get_template(name)
    module_preload.modules_behind("calls/main.js")
    for language, _name in settings.LANGUAGES:
        translation.activate(language)
        texts(language)
    translation.deactivate()


def _modules(package: ModuleType) -> Iterator[str]:
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if module.name.startswith(SKIPPED):
            continue
        yield module.name
        if module.ispkg:
            yield from _modules(import_module(module.name))


def _own_templates() -> Iterator[str]:
    directory = settings.BASE_DIR / "templates"
    for path in sorted(directory.rglob("*")):
        if path.is_file() and path.suffix != ".md":
            yield path.relative_to(directory).as_posix()
