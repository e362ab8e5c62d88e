"""import-linter finds a violation of each of its rules (pyproject.toml), and nothing imports a module of tests."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOTS = ("bench", "calls", "soak", "tools")
TEST_MODULE = re.compile(r"(^|\.)test_\w+(\.|$)")
#: An import that breaks the rule, and the module that must not have it.
VIOLATIONS = {
    "Packages import downwards (docs/architecture.md)": (
        "calls/presence/leases.py",
        "calls.actions.perform",
    ),
    "A socket's parts import downwards": ("calls/signaling/call_cache.py", "calls.signaling.relay"),
    "A handshake's parts import downwards": (
        "calls/signaling/handshake/party.py",
        "calls.signaling.handshake.admission",
    ),
    "The administration imports neither pages nor signaling": (
        "calls/admin/devices.py",
        "calls.signaling.handshake.party",
    ),
    "The network check's parts import downwards": ("calls/network_check/server.py", "calls.network_check.probe"),
    "A worker's parts import downwards": ("calls/worker/socket_registry.py", "calls.worker.worker_process"),
    "The list of people imports who is online, and not the reverse": (
        "calls/presence/usernames.py",
        "calls.presence.people_list.directory",
    ),
    "A worker's jobs import downwards": ("calls/worker/jobs/run_each.py", "calls.worker.jobs.recovery"),
    "The socket's adapter decides nothing about calls": ("calls/signaling/json_consumer.py", "calls.models"),
    "Actions decide, and neither wait nor send": ("calls/actions/place.py", "asyncio"),
    "The packages of videochat import nothing of calls": ("videochat/layer/listener.py", "calls.notifications"),
    "The packages of videochat import downwards": ("videochat/layer/publisher.py", "videochat.database.query_queue"),
    "A server's parts import downwards": ("videochat/serving/tls.py", "videochat.serving.server"),
    "Pure modules import neither Django nor the network": ("calls/lifecycle.py", "django.db"),
    "The product imports no tests, bench, soak or tools": ("calls/pages/views.py", "calls.tests.settings"),
    "The parts of the tests' client import downwards": ("calls/tests/client/messages.py", "calls.tests.client.device"),
    "The tests' client knows the server by its protocol only": ("calls/tests/client/__init__.py", "calls.models"),
}


def copied(to: Path) -> Path:
    with (ROOT / "pyproject.toml").open("rb") as file:
        packages = tomllib.load(file)["tool"]["importlinter"]["root_packages"]
    shutil.copy(ROOT / "pyproject.toml", to)
    for package in packages:
        for path in (ROOT / package).rglob("*.py"):
            (to / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, to / path.relative_to(ROOT))
    return to


def broken(root: Path) -> set[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    said = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, check=False)
    return set(re.findall(r"^(.+) BROKEN\b", said.stdout, re.MULTILINE))


def test_each_rule_finds_a_planted_violation(tmp_path: Path) -> None:
    root = copied(tmp_path)
    assert broken(root) == set()
    for path, module in VIOLATIONS.values():
        with (root / path).open("a") as file:
            file.write(f"\nimport {module}\n")
    with (ROOT / "pyproject.toml").open("rb") as file:
        rules = {rule["name"] for rule in tomllib.load(file)["tool"]["importlinter"]["contracts"]}
    assert broken(root) == rules == set(VIOLATIONS)


def imported_test_modules(root: Path) -> list[str]:
    """Of all Python files under `root`: which imports a module of tests, `PATH: MODULE` each."""
    found = []
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, (ast.Import, ast.ImportFrom)) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module or ''}.{name}" for name in names]
            found += [f"{path.relative_to(root)}: {name}" for name in names if TEST_MODULE.search(name)]
    return found


@pytest.mark.parametrize("planted", ["from .test_wire import RIGHT", "from . import test_wire", "import a.test_wire"])
def test_nothing_imports_a_module_of_tests(tmp_path: Path, planted: str) -> None:
    """What two of them need is in calls/tests/harness, in e2e/browser, or beside them."""
    assert [found for package in ROOTS for found in imported_test_modules(ROOT / package)] == []
    (tmp_path / "planted.py").write_text(f"{planted}\n")
    assert len(imported_test_modules(tmp_path)) == 1
