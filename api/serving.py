"""Listening on this machine: one process, loopback only until there is sign-in."""

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress

import uvicorn
from fastapi import FastAPI

from api.app import build_app
from streams.domain.errors import Unavailable
from streams.runtime.embedded import Embedded
from streams.runtime.installation import Installation
from streams.runtime.ops.endpoints import OpsPort
from streams.runtime.ops.process import Process, Pulse
from streams.store.collecting import settle_memory

_HERE, _ANYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - inside a container only
_PATIENCE_SECONDS = 3
_HANGS_SECONDS = 30.0
_STOP = (signal.SIGINT, signal.SIGTERM)


def bound(port: int, *, in_container: bool = False) -> socket.socket:
    """Return a listening socket on this machine; 0 takes a free port.

    Parameters
    ----------
    in_container : bool
        Listen on every address: of a container, whose port is published on loopback.

    Raises
    ------
    Unavailable
        When the port is taken.
    """
    # Named TCP so that asyncio sends at once; else an answer's body waits 40 ms for the client.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_ANYWHERE if in_container else _HERE, port))
        listener.listen()
    except OSError:
        listener.close()
        raise Unavailable(
            "port_taken", "Port {port} is taken. Choose another with --port.", port=port
        ) from None
    return listener


def bound_from(port: int, tries: int = 20) -> socket.socket:
    """Return a listening socket on the first free port from here on.

    Raises
    ------
    Unavailable
        When as many ports as are tried are all taken.
    """
    for candidate in range(port, port + tries - 1):
        with suppress(Unavailable):
            return bound(candidate)
    return bound(port + tries - 1)


def serve_app(
    office: Installation,
    listener: socket.socket,
    *,
    ready: Callable[[str], None],
    is_demo: bool = False,
    arriving: int = 0,
    ops: OpsPort | None = None,
) -> None:
    """Serve until the process is told to stop; open streams end at once, requests are finished.

    Parameters
    ----------
    listener : socket
        From `bound`; the caller closes it.
    ready : callable
        Is told the address once it can be opened.
    arriving : int
        Seconds between two registrations that a demo makes by itself; 0 for none.
    ops : OpsPort
        Where operators are told how the process is.
    """
    app = build_app(office, is_demo=is_demo, arriving=arriving)
    server = Server(app)
    with ops.telling_of(_process(office, server)) if ops else nullcontext():
        settle_memory()
        ready(f"http://{_HERE}:{listener.getsockname()[1]}/")
        server.run(sockets=[listener])


def _process(office: Installation, server: "Server") -> Process:
    """Return what operators are told of: the console's loop, and in a data folder the reactions."""
    pulses = (Pulse("console", lambda: server.ticked_at, _HANGS_SECONDS),)
    if isinstance(office, Embedded):
        listen = office.projection.listen
        return Process(office=office, pulses=pulses, reactions=office.reactions, listen=listen)
    return Process(office=office, pulses=pulses)


class Server(uvicorn.Server):
    """A server that ends its streams first, and lets whoever started it clean up."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self.ticked_at = time.monotonic()
        config = uvicorn.Config(
            app,
            log_config=None,  # lines of the server go where all others go
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_PATIENCE_SECONDS,
        )
        super().__init__(config)

    async def on_tick(self, counter: int) -> bool:
        """Note that the loop goes round; called ten times a second."""
        self.ticked_at = time.monotonic()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End streams, which would never end by themselves, then everything else."""
        doors = getattr(self._app.state, "doors", None)
        if doors is not None:
            doors.live.close()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take signals to stop; unlike the original they end here, and the process goes on."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _STOP}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
