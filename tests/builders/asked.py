"""Asking the operator's port, as a probe or Prometheus would."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families


@dataclass(frozen=True, slots=True)
class Asked:
    """What was answered."""

    status: int
    text: str

    @property
    def codes(self) -> list[str]:
        """The codes of the reasons that `/readyz` names."""
        document: dict[str, Any] = json.loads(self.text)
        assert document["ready"] == (not document["reasons"])
        return [reason["code"] for reason in document["reasons"]]

    def numbers(self, name: str) -> dict[tuple[str, ...], float]:
        """Return the samples of a metric by the values of their labels."""
        return {
            tuple(sample.labels.values()): sample.value
            for family in text_string_to_metric_families(self.text)
            for sample in family.samples
            if sample.name == name
        }


def asked(port: int, path: str) -> Asked:
    """Ask; an answer comes from memory, so it takes seconds only where everything does."""
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return Asked(answer.status, answer.read().decode())
    except HTTPError as refused:
        with refused:
            return Asked(refused.code, refused.read().decode())
