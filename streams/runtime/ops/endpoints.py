"""The operator's port: `/metrics`, `/livez`, `/readyz`, each answered from memory.

It listens on this machine only; in a container on every address, since the port is published by
whoever runs the container.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer

import msgspec
from prometheus_client import CONTENT_TYPE_LATEST

from streams.domain.errors import Unavailable
from streams.runtime.ops.health import Reason, reasons_not_alive, reasons_not_ready
from streams.runtime.ops.metrics import Metrics
from streams.runtime.ops.process import Process
from streams.runtime.ops.sampling import Sampler

_HERE, _ANYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - inside a container only
_PATIENCE_SECONDS = 5
_LOOKS_EVERY = 0.1
"""Seconds after which the port notices that it is to be closed."""
_TEXT, _JSON = "text/plain; charset=utf-8", "application/json"
Answer = tuple[HTTPStatus, str, bytes]


class OpsPort(ThreadingTCPServer):
    """A listening port, which answers once it has a process to tell of.

    Parameters
    ----------
    port : int
        0 takes a free one.
    in_container : bool
        Listen on every address.

    Raises
    ------
    Unavailable
        When the port is taken.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, *, in_container: bool = False) -> None:
        self._told: _Told | None = None
        try:
            super().__init__((_ANYWHERE if in_container else _HERE, port), _Handler)
        except OSError:
            raise Unavailable(
                "ops_port_taken",
                "Port {port} is taken. Choose another with --ops-port.",
                port=port,
            ) from None

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self.server_address[1])

    @contextmanager
    def telling_of(self, process: Process) -> Iterator[None]:
        """Measure a process and answer about it while the block runs."""
        sampler = Sampler(process)
        metrics = Metrics(process, sampler)
        if process.guard is not None:
            process.guard.measured = metrics.batch_took
        if process.reactions is not None:
            process.reactions.measured = metrics.reaction_took
        process.listen(metrics.applied)
        self._told = _Told(process, sampler, metrics)
        sampler.start()
        serving = threading.Thread(
            target=self.serve_forever, args=[_LOOKS_EVERY], name="ops", daemon=True
        )
        serving.start()
        try:
            yield
        finally:
            self.shutdown()
            serving.join()
            sampler.close()

    def answer(self, path: str) -> Answer:
        """Return what is answered at a path."""
        told = self._told
        pages = {} if told is None else told.pages
        if path not in pages:
            return HTTPStatus.NOT_FOUND, _TEXT, b"/metrics, /livez, /readyz\n"
        return pages[path]()

    def handle_error(self, request: object, client_address: object) -> None:
        """Leave alone whoever went away before the answer."""


class _Told:
    """The three answers about a process."""

    def __init__(self, process: Process, sampler: Sampler, metrics: Metrics) -> None:
        self._process, self._sampler, self._metrics = process, sampler, metrics
        self.pages = {"/metrics": self._numbers, "/livez": self._alive, "/readyz": self._ready}

    def _numbers(self) -> Answer:
        return HTTPStatus.OK, CONTENT_TYPE_LATEST, self._metrics.text()

    def _alive(self) -> Answer:
        reasons = reasons_not_alive(self._process)
        lines = [reason.text for reason in reasons] or ["alive"]
        return _status(reasons), _TEXT, "".join(f"{line}\n" for line in lines).encode()

    def _ready(self) -> Answer:
        reasons = reasons_not_ready(self._process, self._sampler.latest)
        document = {"ready": not reasons, "reasons": reasons}
        return _status(reasons), _JSON, msgspec.json.encode(document) + b"\n"


def _status(reasons: Sequence[Reason]) -> HTTPStatus:
    return HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK


class _Handler(BaseHTTPRequestHandler):
    """One question, one answer."""

    server: OpsPort
    timeout = _PATIENCE_SECONDS

    def do_GET(self) -> None:
        """Answer."""
        status, kind, body = self.server.answer(self.path.partition("?")[0])
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Write no line per question."""
