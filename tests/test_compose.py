"""The compose file: valid by the specification, every reference resolves, nothing is exposed."""

import subprocess
import sys
from typing import Any

import pytest
from ruamel.yaml import YAML

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


def test_every_service_has_a_health_check_and_publishes_on_loopback_only(
    compose: dict[str, Any],
) -> None:
    for service in compose["services"].values():
        assert "test" in service["healthcheck"]
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))
