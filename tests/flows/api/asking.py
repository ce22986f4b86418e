"""Asking one operation of the description, by its name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from httpx2 import Response

from tests.flows.api.recipes import Asked
from tests.flows.api.world import NOBODY, World

LIST = "danh-sach.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation as it is described."""

    name: str
    path: str
    method: str
    described: Mapping[str, Any]
    components: Mapping[str, Any]

    @property
    def takes(self) -> str | None:
        """The kind of body it takes, if any."""
        kinds = self.described.get("requestBody", {}).get("content", {})
        return next(iter(kinds), None)

    @property
    def example(self) -> dict[str, Any]:
        """The body of its example."""
        content = self.described.get("requestBody", {}).get("content", {})
        return dict(content.get("application/json", {}).get("example", {}))

    @property
    def refusals(self) -> set[int]:
        """The statuses of 4xx it says that it may answer."""
        return {int(status) for status in self.described["responses"] if status.startswith("4")}


def operations(description: Mapping[str, Any]) -> Iterator[Operation]:
    """Yield every operation but the endless stream."""
    for path, methods in description["paths"].items():
        for method, described in methods.items():
            if not path.endswith("/live"):
                yield Operation(
                    name=described["operationId"],
                    path=path,
                    method=method,
                    described=described,
                    components=description["components"],
                )


def ask(world: World, operation: Operation, asked: Asked, **how: Any) -> Response:
    """Ask an operation with its example."""
    given: dict[str, Any] = {}
    if operation.takes == "application/json":
        given["json"] = {**operation.example, **asked.body}
    elif operation.takes is not None:
        given["files"] = {"file": (LIST, asked.file)}
    path = operation.path.format(**asked.address)
    given["params"] = dict(asked.query)
    return world.client.request(operation.method, path, **{**given, **how})


def ask_wrongly(world: World, operation: Operation, asked: Asked, status: int) -> Response:
    """Ask an operation so that it refuses with a status that anything may be refused with."""
    json = {"Content-Type": "application/json"}
    uploads = operation.takes == "multipart/form-data"
    too_long = b" " * (20_000_001 if uploads else 1_000_001)
    form = {"Content-Type": "multipart/form-data; boundary=mau"}
    wrong: Mapping[int, dict[str, Any]] = {
        400: {"files": None, "content": b"--", "headers": {"Content-Type": "multipart/form-data"}},
        404: {"headers": NOBODY},
        412: {"headers": {"If-Match": '"77"'}},
        413: {
            "json": None,
            "files": None,
            "content": too_long,
            "headers": form if uploads else json,
        },
        415: {"json": None, "content": b"{}", "headers": {"Content-Type": "text/plain"}},
        422: {"params": {**asked.query, "sign": "\0"}},
    }
    return ask(world, operation, asked, **wrong[status])
