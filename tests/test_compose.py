"""The compose file: valid by the specification, every reference resolves, nothing is exposed."""

import subprocess
import sys
from dataclasses import fields
from typing import Any

import pytest
from ruamel.yaml import YAML

from api.cli import catalogue
from streams.runtime.settings import Settings
from tests.documents import ROOT

COMPOSE = ROOT / "docker-compose.yml"


@pytest.fixture
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(COMPOSE)
    return loaded


def test_compose_file_is_valid_by_the_specification() -> None:
    checked = subprocess.run(
        [
            sys.executable,
            "-m",
            "check_jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            str(COMPOSE),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_references_resolve(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= services.keys()
        assert set(service.get("secrets", [])) <= compose.get("secrets", {}).keys()
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source.startswith((".", "/")) or source in compose["volumes"]


def test_commands_are_those_of_the_program(compose: dict[str, Any]) -> None:
    ours = [one for one in compose["services"].values() if one.get("image") == "ketnoi"]

    assert len(ours) == 3
    for service in ours:
        assert service["command"][0] in catalogue.root.commands
        known = {"KETNOI_" + setting.name.upper() for setting in fields(Settings)}
        assert set(service["environment"]) <= known


def test_nothing_runs_as_root_or_writes_where_it_should_not(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["user"].partition(":")[0] not in {"", "0", "root"}
        assert service["read_only"] is True


def test_only_what_is_ours_listens_on_every_address_of_its_container(
    compose: dict[str, Any],
) -> None:
    services = compose["services"]
    listening = {
        name for name in services if "KETNOI_CONSOLE_IN_CONTAINER" in services[name]["environment"]
    }

    assert listening == {"console", "worker"}
    assert services["console"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in services["worker"]


def test_health_is_asked_on_the_port_for_operators(compose: dict[str, Any]) -> None:
    for name in ("console", "worker"):
        service = compose["services"][name]
        port = service["command"][service["command"].index("--ops-port") + 1]
        assert f"http://127.0.0.1:{port}/livez" in service["healthcheck"]["test"][-1]


def test_every_lasting_service_has_a_health_check_and_publishes_on_loopback_only(
    compose: dict[str, Any],
) -> None:
    for service in compose["services"].values():
        if service["restart"] != "no":
            assert "test" in service["healthcheck"]
            assert int(service["deploy"]["resources"]["limits"]["memory"][:-1]) >= 1
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))
