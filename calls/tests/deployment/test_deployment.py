"""The content of docker-compose.yml and the Dockerfile. test_deployed.py starts the services."""

import re
from typing import Any

import pytest
import yaml
from pytest_django import Settings

from calls.checks import https_must_be_known
from calls.pages.static_files.bundles import PACKAGES
from calls.tests.harness.deployment.compose import TEXT, Missing, services
from calls.tests.harness.process import ROOT

REQUIRED = ("SITE_HOST", "SECRET_KEY", "POSTGRES_PASSWORD", "TURN_SECRET")
SETTINGS = {name: "call.example.org" if name == "SITE_HOST" else "0123456789abcdef" * 4 for name in REQUIRED}
CADDYFILE = (ROOT / "deploy/Caddyfile").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.fixture
def compose() -> dict[str, dict[str, Any]]:
    return services(SETTINGS)


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_secret_stops_the_start(name: str) -> None:
    with pytest.raises(Missing, match=name):
        services(SETTINGS | {name: ""})


def test_env_example_lists_every_setting_of_the_compose_file() -> None:
    example = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert {each for each in example if not each.startswith("OIDC_COMPANY_")} == set(re.findall(r"\$\{([A-Z_]+)", TEXT))


def test_the_variables_of_each_provider_reach_the_workers(compose: dict[str, dict[str, Any]]) -> None:
    """Their names are the administrator's choice, so the compose file cannot list them."""
    assert compose["web"]["env_file"] == compose["migrate"]["env_file"] == ".env"
    assert "env_file" not in compose["coturn"]


def test_every_service_has_a_healthcheck_or_ends_by_itself(compose: dict[str, dict[str, Any]]) -> None:
    unwatched = [name for name, service in compose.items() if "test" not in service.get("healthcheck", {})]
    assert unwatched == ["migrate", "web", "prune"]
    assert compose["migrate"]["restart"] == "no"
    assert "\nHEALTHCHECK " in DOCKERFILE and "healthcheck" not in compose["web"]


def test_every_image_has_a_version(compose: dict[str, dict[str, Any]]) -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    for image in [service["image"] for service in compose.values()] + bases:
        _name, _colon, tag = image.partition(":")
        assert tag and tag != "latest", image


def test_workers_can_be_scaled(compose: dict[str, dict[str, Any]]) -> None:
    assert not {"container_name", "ports", "hostname"} & set(compose["web"])
    assert compose["web"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_only_the_proxies_and_the_turn_server_publish_ports(compose: dict[str, dict[str, Any]]) -> None:
    assert [name for name, service in compose.items() if "ports" in service] == ["caddy"]
    assert [name for name, service in compose.items() if service.get("network_mode") == "host"] == ["coturn", "haproxy"]


def test_the_address_of_every_client_is_kept(compose: dict[str, dict[str, Any]]) -> None:
    """An engine hides those of IPv6 clients. Plain HTTP is only sent on to https, so it may come that way."""
    ports = [re.fullmatch(r"(?:(.*):)?(\d+):(\d+)(/udp)?", port) for port in compose["caddy"]["ports"]]
    published = {found[2] + (found[4] or ""): found[1] for found in ports if found}
    # Caddy believes what HAProxy says about the client, so nobody else may reach that port.
    assert published == {"80": None, "8480": "127.0.0.1", "443/udp": "0.0.0.0"}  # noqa: S104
    assert "{$CADDY_PORT:8480}" in CADDYFILE and '"${CADDY_PORT:=8480}"' in (ROOT / "deploy/haproxy.sh").read_text()


def test_the_front_has_caddys_certificates_and_no_right_that_it_does_not_need(
    compose: dict[str, dict[str, Any]],
) -> None:
    front = compose["haproxy"]
    (volume,) = [volume for volume in compose["caddy"]["volumes"] if volume.startswith("caddy:")]
    assert f"{volume}:ro" in front["volumes"]
    assert (front["read_only"], front["cap_drop"]) == (True, ["ALL"])


@pytest.mark.parametrize(("settings", "name"), [({}, "call.example.org"), ({"TURN_HOST": "turn.x.org"}, "turn.x.org")])
def test_the_relay_can_be_reached_where_only_https_is_let_through(settings: dict[str, str], name: str) -> None:
    compose = services(SETTINGS | settings)
    urls = compose["web"]["environment"]["TURN_URLS"].split(",")
    assert urls[-1] == f"turns:{name}:443?transport=tcp" and len(urls) == 3
    assert compose["haproxy"]["environment"]["TURN_HOST"] == compose["caddy"]["environment"]["TURN_HOST"] == name


def test_workers_trust_the_header_that_the_proxy_overwrites(compose: dict[str, dict[str, Any]]) -> None:
    header = compose["web"]["environment"]["CLIENT_IP_HEADER"]
    assert f"http-request set-header {header} %[src]" in (ROOT / "deploy/haproxy.cfg").read_text()
    # HTTP/3 comes without HAProxy.
    assert f"request_header {header} {{remote_host}}" in CADDYFILE


def test_workers_know_that_a_request_came_by_https(compose: dict[str, dict[str, Any]]) -> None:
    assert compose["web"]["environment"]["FORWARDED_PROTO_HEADER"] == "X-Forwarded-Proto"


@pytest.mark.parametrize(
    ("origins", "header", "warned"),
    [("https://a.b", None, True), ("https://a.b", "X-Forwarded-Proto", False), ("http://a.b", None, False)],
)
def test_a_check_demands_it(settings: Settings, origins: str, header: str | None, warned: bool) -> None:
    settings.SECURE, settings.FORWARDED_PROTO_HEADER = origins.startswith("https"), header
    assert [message.id for message in https_must_be_known(None)] == ["calls.W005"] * warned


def test_workers_have_time_to_drain(compose: dict[str, dict[str, Any]]) -> None:
    assert int(compose["web"]["stop_grace_period"].removesuffix("s")) > 10


def test_mounted_and_copied_files_exist(compose: dict[str, dict[str, Any]]) -> None:
    mounted = [volume.split(":")[0] for service in compose.values() for volume in service.get("volumes", [])]
    copied = re.findall(r"^COPY ([^-\s]\S*) ", DOCKERFILE, re.MULTILINE)
    named = yaml.safe_load(TEXT)["volumes"]
    missing = [path for path in mounted + copied if path not in named and not (ROOT / path).exists()]
    assert missing == []


def test_the_image_runs_unprivileged_and_copies_only_named_files() -> None:
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["videochat"]
    patterns = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert patterns[0] == "*"
    assert not [pattern for pattern in patterns if pattern.startswith(("!.env", "!var", "!.git"))]
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    assert [path for line in copied for path in line.split() if f"!{path}" not in patterns] == []


def test_the_image_collects_static_files_with_esbuild() -> None:
    """A native program, mounted where bundles.py looks for it while the files are collected."""
    (step,) = re.findall(r"^RUN (?:[^\n]*\\\n)*[^\n]*collectstatic", DOCKERFILE, re.MULTILINE)
    ((stage, source, target),) = re.findall(r"--mount=type=bind,from=(\S+),source=(\S+),target=(\S+)", step)
    made = DOCKERFILE.split(f" AS {stage}\n")[1].split("\nFROM ")[0]
    assert "COPY package.json package-lock.json" in made and "npm ci" in made
    assert f"WORKDIR {source.removesuffix('/node_modules')}\n" in made
    assert target == "/srv/videochat/node_modules" and PACKAGES.relative_to(ROOT).parts[0] == "node_modules"


def test_old_data_are_deleted_once_a_day(compose: dict[str, dict[str, Any]]) -> None:
    prune = compose["prune"]
    assert "python manage.py prune; sleep 86400;" in prune["command"][-1] and prune["init"] is True
    assert prune["environment"] == compose["web"]["environment"]


def test_the_image_starts_the_command_that_the_compose_file_starts(compose: dict[str, dict[str, Any]]) -> None:
    (command,) = re.findall(r"^CMD (\[.*\])", DOCKERFILE, re.MULTILINE)
    assert yaml.safe_load(command) == compose["web"]["command"]
