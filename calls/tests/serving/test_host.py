"""A host without containers: deploy/with_settings.sh, deploy/host/, and the commands of docs/deployment.md."""

import configparser
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from calls.tests.harness.deployment.compose import services
from calls.tests.harness.process import ROOT, clean_environment, scratch

SETTINGS = {
    "SITE_HOST": "call.example.org",
    **{
        name: f"{name}0123456789abcdef".replace("_", "") * 4
        for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "TURN_SECRET")
    },
}
DOCUMENT = (ROOT / "docs/deployment.md").read_text()
UNITS = sorted((ROOT / "deploy/host").glob("*.service"))


def env_file(text: str) -> Path:
    path = scratch("env") / ".env"
    path.write_text(text)
    return path


def lines(settings: dict[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def with_settings(file: Path, *command: str) -> subprocess.CompletedProcess[str]:
    argv = ["deploy/with_settings.sh", *command]
    env = clean_environment() | {"ENV_FILE": str(file)}
    return subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def settings_of(file: Path) -> dict[str, str]:
    done = with_settings(file, "env", "--null")
    assert done.returncode == 0, done.stderr
    return dict(entry.split("=", 1) for entry in done.stdout.split("\0") if entry)


def test_a_worker_has_the_settings_that_it_has_in_a_container() -> None:
    env = settings_of(env_file(lines(SETTINGS)))
    for name, value in services(SETTINGS)["web"]["environment"].items():
        here = str(value).replace("@postgres:", "@127.0.0.1:").replace("//redis:", "//127.0.0.1:")
        # What the compose file only passes on has the same default in the worker itself.
        passed_on = f"{name}: ${{{name}:-" in (ROOT / "docker-compose.yml").read_text()
        assert env.get(name) == (None if passed_on else here), name


def test_each_derived_setting_can_be_set() -> None:
    given = {"DATABASE_URL": "postgres://a:b@db/c", "REDIS_URL": "redis://r:1/2", "SITE_ORIGINS": "https://x.org:8443"}
    alone = {name: value for name, value in SETTINGS.items() if name != "POSTGRES_PASSWORD"}
    env = settings_of(env_file(lines(alone | given)))
    assert {name: env[name] for name in given} == given


@pytest.mark.parametrize("name", ["SITE_HOST", "POSTGRES_PASSWORD"])
def test_a_missing_setting_stops_the_command(name: str) -> None:
    done = with_settings(env_file(lines(SETTINGS | {name: ""})), "true")
    assert done.returncode and f"set {name} in .env" in done.stderr and len(done.stderr.splitlines()) == 1


def test_every_line_of_env_example_can_be_used() -> None:
    example = (ROOT / ".env.example").read_text()
    env = settings_of(env_file(re.sub(r"^#(?=[A-Z_]+=)", "", example, flags=re.MULTILINE) + lines(SETTINGS)))
    assert env["EMAIL_FROM"] == "Videochat <noreply@example.org>"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_the_units_start_what_exists(path: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]  # keys keep their case
    unit.read(path)
    service = unit["Service"]
    program, *rest = shlex.split(service["ExecStart"].replace("/srv/videochat/", ""))
    assert program == "deploy/with_settings.sh" and (ROOT / program).stat().st_mode & 0o111
    assert [word for word in rest if "/" in word and not word.startswith("-") and not (ROOT / word).exists()] == []
    if rest[0] == "python":
        assert int(service["TimeoutStopSec"]) > 10 and service["Type"] == "notify"


def test_the_document_names_files_that_exist() -> None:
    named = set(re.findall(r"\b(deploy/[\w./-]*\w)", DOCUMENT))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
    for unit in set(re.findall(r"\b(videochat(?:-turn|@))", DOCUMENT)):
        assert (ROOT / f"deploy/host/{unit}.service").exists()
