"""The documents agree with the code: dependencies, settings, files and links."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from calls.tests.harness.process import ROOT, variables

DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


#: A file's name, with or without its folders.
NAMED = r"`((?!\.\.\.)[\w.-][\w./-]*\.(?:py|js|ts|css|html|md|json|toml|yml|txt))`"


def first_cells(text: str, heading: str) -> str:
    """The first column of the table in this section."""
    section = re.split(r"^## ", text.split(f"## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    return "\n".join(line.split("|")[1] for line in section.splitlines() if line.startswith("| "))


def required(name: str) -> set[str]:
    """The packages that a requirements file asks for, without extras and versions."""
    lines = (ROOT / name).read_text().splitlines()
    return {re.split(r"[\[<>=]", line)[0].strip() for line in lines if line and line[0] not in "#-"}


def test_every_dependency_has_its_reason() -> None:
    npm = json.loads((ROOT / "package.json").read_text())
    files = ("requirements.in", "requirements-dev.in", "requirements-build.in", "requirements-bench.in")
    packages = set().union(*map(required, files), npm["dependencies"], npm["devDependencies"])
    explained = first_cells((ROOT / "docs/architecture.md").read_text(), "Dependencies")
    words = set(re.findall(r"[@\w/-]+", explained))
    assert sorted(packages - words) == []


def test_the_readme_names_every_setting() -> None:
    named = set(re.findall(r"`([A-Z_]+)`", first_cells((ROOT / "README.md").read_text(), "Deploy it")))
    assert named == variables()


def test_the_checks_do_not_depend_on_the_callers_settings() -> None:
    unset = re.search(r"^unset ((?:.*\\\n)*.*)", (ROOT / "tools/check").read_text(), re.MULTILINE)
    assert unset and variables() <= set(re.findall(r"[A-Z_]+", unset[1]))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files(document: Path) -> None:
    links = re.findall(r'\]\(([^)#\s]+)[^)]*\)|src="([^"]+)"', document.read_text())
    targets = [link or image for link, image in links if "://" not in link]
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_tests_that_a_document_names_exist(document: Path) -> None:
    named = set(re.findall(r"`(?:calls/tests/)?((?:\w+/)*test_\w+\.py)`", document.read_text()))
    assert sorted(name for name in named if not (ROOT / "calls/tests" / name).exists()) == []


def test_files_that_a_document_names_exist() -> None:
    """By the end of a path. Names that begin with a slash are addresses, and those with an ellipsis are shortened."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    ends = {"/".join(path.split("/")[at:]) for path in tracked for at in range(path.count("/") + 1)}
    missing = [
        f"{document}: {name}"
        for document in tracked
        if document.endswith(".md") and document != "CHANGELOG.md"
        for name in re.findall(NAMED, (ROOT / document).read_text())
        if re.sub(r"^(\.+/)+", "", name) not in ends
    ]
    assert missing == []


def test_the_readme_of_a_package_has_at_most_fifteen_lines() -> None:
    roots = ("bench", "calls", "soak", "static/calls", "types", "videochat")
    readmes = [path for root in roots for path in (ROOT / root).rglob("README.md")]
    assert len(readmes) > len(roots)
    assert [str(path.relative_to(ROOT)) for path in readmes if len(path.read_text().splitlines()) > 15] == []
