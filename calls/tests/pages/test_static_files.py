"""How static files are collected for production."""

from itertools import pairwise
from pathlib import Path

from calls.pages.static_files import StaticStorage


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
