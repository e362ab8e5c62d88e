"""Bundles the pages' scripts and style sheets with esbuild while static files are collected.

A page then loads one script and one style sheet in place of some 190 modules, and once it is at rest
the script behind lazy.js. Without esbuild, it loads them one by one.
"""

import json
import logging
import subprocess
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import CommandError

logger = logging.getLogger(__name__)
#: Where `npm ci` puts esbuild: a native program in the package of its platform, which needs no Node.
PACKAGES: Path = settings.BASE_DIR / "node_modules" / "@esbuild"
#: As in docs/deployment.md, which says more. npm and Node may come from elsewhere.
INSTALL = "pip install --require-hashes -r requirements-build.txt && npm ci --omit=dev --ignore-scripts"
#: The folder of the bundles among the collected files.
FOLDER = "bundles"
#: What templates name, by the format of the bundle. Code of several entries becomes one chunk (splitting).
#: Plain scripts share one global scope, so each keeps its minified names to itself (iife).
ENTRIES = {
    ("--format=esm", "--splitting"): (
        "calls/main.js",
        "calls/check_page.js",
        "calls/lazy.js",
        "calls/css/site.css",
        "calls/css/call_page.css",
        "calls/css/pages/admin.css",
        "calls/css/pages/check.css",
    ),
    ("--format=iife",): ("calls/pages/*.js", "calls/pages/offline/*.js"),
}
OPTIONS = ("--bundle", "--minify", "--sourcemap", "--charset=utf8", "--target=es2023", "--log-level=warning")


def make(paths: Mapping[str, tuple[Any, str]], root: Path) -> dict[str, list[str]]:
    """Write bundles below `root`; return the names of the files that each output contains.

    `paths` are collectstatic's: the storage and the path of each name. Source maps are outputs that
    contain nothing. Empty without esbuild. Raises CommandError if esbuild refuses a file.
    """
    sources = {Path(storage.path(path)).resolve(): name for name, (storage, path) in paths.items()}
    entries = {options: _entries(sources, patterns) for options, patterns in ENTRIES.items()}
    if not any(entries.values()) or not (program := _program()):
        return {}
    made: dict[str, list[str]] = {}
    for options, found in entries.items():
        if found:
            made |= _run(program, [*options, *found], root / FOLDER, sources)
    return {str(PurePosixPath(FOLDER, name)): contents for name, contents in made.items()}


def _entries(sources: Mapping[Path, str], patterns: tuple[str, ...]) -> list[str]:
    """esbuild's arguments: the name of each output without its suffix, and its source."""
    return [
        f"{PurePosixPath(name).with_suffix('')}={path}"
        for path, name in sources.items()
        if any(PurePosixPath(name).match(pattern) for pattern in patterns)
    ]


def _program() -> Path | None:
    """esbuild, if it is installed for this platform; otherwise the log says what follows from that."""
    found = next(PACKAGES.glob("*/bin/esbuild"), None)
    reason = f"is not installed. To install it: {INSTALL}"
    if found:
        try:
            subprocess.run([found, "--version"], capture_output=True, check=True)  # noqa: S603
            return found
        except (OSError, subprocess.CalledProcessError) as error:
            reason = f"does not run: {error}"
    logger.warning("Pages will load their scripts and style sheets one by one, since esbuild %s", reason)
    return None


def _run(program: Path, arguments: list[str], folder: Path, sources: Mapping[Path, str]) -> dict[str, list[str]]:
    with TemporaryDirectory() as scratch:
        metafile = Path(scratch) / "metafile.json"
        command = [str(program), *arguments, *OPTIONS, f"--outdir={folder}", f"--metafile={metafile}"]
        done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
        if done.returncode:
            raise CommandError(f"esbuild cannot bundle the pages' files:\n{done.stderr.strip()}")
        made = json.loads(metafile.read_text(encoding="utf-8"))
    contents = {output: list(found["inputs"]) for output, found in made["outputs"].items()}
    _add_inlined(contents, made["inputs"])

    def absolute(path: str) -> Path:
        return (settings.BASE_DIR / path).resolve()

    return {
        absolute(output).relative_to(folder.resolve()).as_posix(): [sources[absolute(path)] for path in found]
        for output, found in contents.items()
    }


def _add_inlined(contents: dict[str, list[str]], inputs: Mapping[str, Any]) -> None:
    """esbuild tells of no output that contains a module of constants: they stand where they are used."""
    output_of = {path: output for output, found in contents.items() for path in found}
    importer_of = {each["path"]: path for path, found in inputs.items() for each in found["imports"]}
    for path in inputs.keys() - output_of.keys():
        importer = path
        while importer not in output_of:
            importer = importer_of[importer]
        contents[output_of[importer]].append(path)
