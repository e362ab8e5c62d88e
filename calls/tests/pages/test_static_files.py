"""How static files are collected for production, and what a page then loads."""

import http.client
import json
import logging
import re
from itertools import pairwise
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

import brotli  # type: ignore[import-untyped]
import pytest
from django.apps import apps
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError

from calls.pages.static_files import bundles
from calls.pages.static_files.apps import SourcesOnly
from calls.pages.static_files.storage import StaticStorage
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, ROOT
from calls.tests.harness.sites import Site, Worker

TEMPLATES = ROOT / "templates"
EVERYWHERE = ["theme_and_language.js", "bootstrap.min.css", "page_controls.js", "submit_once.js"]
WITH_CALLS = [*EVERYWHERE, "reload_keepalive.js", "load_recovery.js", "call_page.css", "chunk.js"]
PAGES = [
    ("/", WITH_CALLS),
    ("/history/", WITH_CALLS),
    ("/check/", [*WITH_CALLS, "check.css", "chunk.js", "check_page.js"]),
    ("/accounts/email/", WITH_CALLS),
    ("/accounts/login/?anonymous", [*EVERYWHERE, "site.css", "passkey.js"]),
    ("/nothing/?anonymous", [*EVERYWHERE, "site.css"]),
]
#: Bytes of the call page and of its files, compressed, without headers and icon.
MAX_FIRST_LOAD = 109_000


def fetch(worker: Worker, path: str, **headers: str) -> http.client.HTTPResponse:
    line = http.client.HTTPConnection("127.0.0.1", worker.port, timeout=HANG)
    line.request("GET", path, headers={"Host": f"localhost:{worker.port}"} | headers)
    return line.getresponse()


def test_a_page_loads_one_script_and_one_style_sheet_besides_bootstraps(two_workers: Site) -> None:
    person, worker = Person(two_workers, "alice", staff=True), two_workers.workers[0]
    cookie = f"{worker.session_cookie}={person.cookie}"
    served: set[str] = set()
    for path, expected in PAGES:
        page = fetch(worker, path, Cookie="" if "anonymous" in path else cookie).read().decode()
        # Browsers that know modules do not load a script with `nomodule`.
        addresses = re.findall(r'<(?:script|link)(?! nomodule)[^>]* (?:src|href)="(/static/[^"]+\.(?:js|css))"', page)
        # The modules are preloaded, too: the chunk with main.js, which check_page.js imports, stands there twice.
        loaded = [re.sub(r".*/|\.[0-9a-f]{12}|-[0-9A-Z]{8}(?=\.)", "", address) for address in set(addresses)]
        assert sorted(loaded) == sorted(expected), path
        served |= set(addresses)
        if path == "/":
            first, later = set(addresses), json.loads(re.findall(r'id="config"[^>]*>(.*?)</script>', page)[0])["lazy"]
            assert later not in first
            served.add(later)
            first_load = [page]
    (admin,) = re.findall(r'href="(\S+/admin\.\w+\.css)"', fetch(worker, "/admin/", Cookie=cookie).read().decode())
    for address in [*served, admin]:
        answer = fetch(worker, address)
        source = answer.read().decode()
        first_load += [source] if address in first else []
        assert answer.headers["Content-Encoding"] is None
        assert "immutable" in answer.headers["Cache-Control"]
        for coding in ("br", "gzip"):
            packed = fetch(worker, address, **{"Accept-Encoding": coding})
            assert packed.headers["Content-Encoding"] == coding, address
            assert len(packed.read()) < len(source.encode()), address
        (name,) = re.findall(r"[#] sourceMappingURL=(\S+)", source)
        source_map = json.loads(fetch(worker, urljoin(address, name)).read())
        assert source_map["version"] == 3 and all(source_map["sourcesContent"]), address
    # The tests' own workers compress less well.
    assert sum(len(brotli.compress(each.encode())) for each in first_load) < MAX_FIRST_LOAD


def test_what_a_template_names_is_bundled_by_itself() -> None:
    """Otherwise the manifest would lead to a bundle that imports it, or to no bundle."""
    patterns = [pattern for group in bundles.ENTRIES.values() for pattern in group]
    templates = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    named = {PurePosixPath("calls", name) for name in re.findall(r"static 'calls/(\S+\.(?:js|css))'", templates)}
    assert len(named) > 6
    assert [name for name in named if not any(name.match(pattern) for pattern in patterns)] == []


class Tree:
    """Source files, and the folder in which they are collected."""

    def __init__(self, root: Path, **files: str) -> None:
        self.source = FileSystemStorage(location=root / "source")
        self.root = root / "collected"
        self.files: set[str] = set()
        self.write(**files)

    def write(self, **files: str) -> None:
        for name, text in files.items():
            path = Path(self.source.path(f"calls/{name}"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            self.files.add(f"calls/{name}")

    def collect(self) -> StaticStorage:
        """As collectstatic does it."""
        for name in self.files:
            copy = self.root / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(Path(self.source.path(name)).read_text())
        storage = StaticStorage(location=str(self.root), base_url="/static/")
        done = list(storage.post_process({name: (self.source, name) for name in self.files}))
        assert [problem for _name, _hashed, problem in done if isinstance(problem, Exception)] == []
        # What a worker reads that starts now.
        return StaticStorage(location=str(self.root), base_url="/static/")


FILES = {
    "main.js": 'import { part } from "./lib/part.js";\nimport { SIZE } from "./lib/size.js";\npart(SIZE);\n',
    "lazy.js": 'import "./main.js";\nimport { part } from "./lib/part.js";\npart("later");\n',
    "lib/size.js": "export const SIZE = 7;\n",
    "lib/part.js": 'export const part = () => document.title = "first";\n',
    "pages/theme_and_language.js": "const shared = 1;\nconsole.log(shared);\n",
    "css/site.css": '@import "./tokens.css";\nbody { color: var(--ink); }\n',
    "css/tokens.css": ":root { --ink: red; }\n",
    "icon.svg": "<svg/>",
}


def test_the_manifest_leads_from_each_source_to_its_bundle(tmp_path: Path) -> None:
    tree = Tree(tmp_path, **FILES)
    storage = tree.collect()
    main, sheet = storage.stored_name("calls/main.js"), storage.stored_name("calls/css/site.css")
    assert storage.stored_name("calls/lib/part.js") == storage.stored_name("calls/lib/size.js") == main
    assert storage.stored_name("calls/css/tokens.css") == sheet
    # What loads later has a bundle to itself, and uses the modules that the page has.
    later = (tree.root / storage.stored_name("calls/lazy.js")).read_text()
    assert PurePosixPath(main).name in later and "later" in later and "first" not in later
    assert "import" not in (tree.root / main).read_text() and "first" in (tree.root / main).read_text()
    assert "--ink: red" in (tree.root / sheet).read_text().replace(":red", ": red")
    # A plain script adds nothing to the scope that all of them share.
    assert not re.search(
        r"^(const|var|let) ", (tree.root / storage.stored_name("calls/pages/theme_and_language.js")).read_text()
    )
    assert storage.stored_name("calls/icon.svg").startswith("calls/icon.")


def test_a_changed_module_changes_the_name_of_its_bundle_and_the_old_file_stays(tmp_path: Path) -> None:
    """A page that was loaded before an update goes on with its own files."""
    tree = Tree(tmp_path, **FILES)
    storage = tree.collect()
    old, old_lazy = storage.stored_name("calls/main.js"), storage.stored_name("calls/lazy.js")
    assert tree.collect().stored_name("calls/main.js") == old
    tree.write(**{"lib/part.js": FILES["lib/part.js"].replace("first", "second")})
    new = tree.collect().stored_name("calls/main.js")
    assert "first" in (tree.root / old).read_text() and "second" in (tree.root / new).read_text()
    assert PurePosixPath(old).name in (tree.root / old_lazy).read_text()


def test_no_module_leads_back_to_itself() -> None:
    """Without esbuild, a name has the hash of what the module names, also in a type. In a circle, it never settles."""
    roots = ROOT / "static"
    named = re.compile(r"(?:from |import |import\()\"(\.[^\"]+\.js)\"")
    rest = {
        path: {(path.parent / name).resolve() for name in named.findall(path.read_text())}
        for path in roots.rglob("*.js")
    }
    assert len(rest) > 150
    while settled := {path for path, needed in rest.items() if not needed & rest.keys()}:
        rest = {path: needed for path, needed in rest.items() if path not in settled}
    assert sorted(str(path.relative_to(roots)) for path in rest) == []


@pytest.mark.parametrize(
    ("program", "words"), [(None, "-r requirements-build.txt && npm ci"), ("of another platform", "does not run")]
)
def test_without_esbuild_the_files_are_served_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, program: str | None, words: str
) -> None:
    tree = Tree(tmp_path, **FILES)
    bundled = tree.collect().stored_name("calls/main.js")
    monkeypatch.setattr(bundles, "PACKAGES", tmp_path / "packages")
    if program:
        file = tmp_path / "packages" / "platform" / "bin" / "esbuild"
        file.parent.mkdir(parents=True)
        file.write_text(program)
        file.chmod(0o755)
    storage = tree.collect()
    (line,) = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert words in line.message and "one by one" in line.message
    main, part = storage.stored_name("calls/main.js"), storage.stored_name("calls/lib/part.js")
    assert main.startswith("calls/main.") and part.startswith("calls/lib/part.")
    assert Path(part).name in (tree.root / main).read_text()
    sheet, tokens = storage.stored_name("calls/css/site.css"), storage.stored_name("calls/css/tokens.css")
    assert Path(tokens).name in (tree.root / sheet).read_text()
    assert (tree.root / bundled).exists()


def test_a_module_that_cannot_be_bundled_stops_the_collection(tmp_path: Path) -> None:
    tree = Tree(tmp_path, **FILES | {"lib/part.js": "export const part = ;\n"})
    with pytest.raises(CommandError, match=r"part\.js:1"):
        tree.collect()


def test_modules_may_import_each_other_through_many_folders(tmp_path: Path) -> None:
    """Each imports the next; by turns one is in a folder, as Django hashes the deepest files first."""
    names = [f"{'folder/' * (number % 2)}{number}.js" for number in range(15)]
    (tmp_path / "folder").mkdir()
    for name, imported in zip(names, [*names[1:], ""], strict=True):
        (tmp_path / name).write_text(f'import "/static/{imported}";\n' if imported else "end();\n")
    storage = StaticStorage(location=str(tmp_path), base_url="/static/")
    done = list(storage.post_process({name: (storage, name) for name in names}))
    assert [problem for _name, _hashed, problem in done if isinstance(problem, Exception)] == []
    for name, imported in pairwise(names):
        assert storage.stored_name(imported) in (tmp_path / storage.stored_name(name)).read_text()


def test_what_is_collected_does_not_depend_on_the_providers_of_sign_in() -> None:
    """An image is built before they are configured, and a worker starts only if every file is collected."""
    assert all(apps.is_installed(f"allauth.socialaccount.providers.{kind}") for kind in ("google", "facebook"))
    found = [
        storage.path(path) for finder in get_finders() for path, storage in finder.list(SourcesOnly.ignore_patterns)
    ]
    assert [path for path in found if "allauth/socialaccount" in path] == []


def test_notes_for_developers_are_not_collected(static_root: str) -> None:
    assert list(Path(static_root).rglob("README.md")) == []
