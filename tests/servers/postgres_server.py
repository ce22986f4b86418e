"""PostgreSQL on loopback from the distribution's package, in a folder of its own.

The server refuses to run as root: then it runs as the user `postgres`, which the package makes.
"""

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tests.servers.ports import free_port
from tests.servers.server import Server

_PROGRAMS = Path("/usr/lib/postgresql")
_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
}


class PostgresServer(Server):
    """A database server in a folder.

    Parameters
    ----------
    data : Path
        Everything the server writes; a server started there again has the same data.
    settings : mapping
        What differs from the settings above, and from PostgreSQL's own: `fsync` stays on.
    owner : str
        The role that owns everything; nobody is asked for a password.
    """

    def __init__(
        self, data: Path, settings: Mapping[str, str] | None = None, owner: str = "ketnoi"
    ) -> None:
        super().__init__(data)
        self._owner = owner
        self._settings = {**_SETTINGS, **(settings or {})}
        self._port = free_port()

    @property
    def url(self) -> str:
        """The address of its database, for SQLAlchemy and psycopg."""
        return f"postgresql://{self._owner}@127.0.0.1:{self._port}/postgres"

    @property
    def port(self) -> int:
        """Where it listens, on this machine alone."""
        return self._port

    def start(self, patience: float = 30.0) -> Self:
        """Start and return once it can serve.

        Raises
        ------
        RuntimeError
            When it is not ready in time.
        """
        if not (self._data / "PG_VERSION").exists():
            self._make()
        options = [f"-c{name}={value}" for name, value in self._settings.items()]
        with (self._data / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                [_program("postgres"), "-D", self._data, "-p", str(self._port), *options],
                stdout=output,
                stderr=output,
                user=_user(),
                group=_user(),
                extra_groups=[] if _user() else None,
                cwd="/",
            )
        deadline = time.monotonic() + patience
        ready = [_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self._port)]
        return self._until_ready(
            lambda: subprocess.run(ready, check=False).returncode == 0, deadline
        )

    def stop(self, patience: float = 30.0) -> None:
        """End in order; who is connected is cut off."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(patience)

    def _make(self) -> None:
        self._data.mkdir(parents=True, exist_ok=True)
        user = _user()
        if user is not None:
            _let_through(self._data.parent)
            os.chown(self._data, user, user)
        subprocess.run(
            [
                _program("initdb"),
                *("-D", self._data, "-U", self._owner, "--auth=trust", "--encoding=UTF8"),
                *("--locale=C.UTF-8", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            user=_user(),
            group=_user(),
            extra_groups=[] if _user() else None,
            cwd="/",
        )


def _let_through(folder: Path) -> None:
    """Let another user pass the folders that only this one may enter."""
    for one in (folder, *folder.parents):
        mode = one.stat().st_mode
        if one.stat().st_uid == os.geteuid() and not mode & 0o001:
            one.chmod(mode | 0o001)


def _user() -> int | None:
    """Return the user to run as, where this one is root."""
    return pwd.getpwnam("postgres").pw_uid if os.geteuid() == 0 else None


def _program(name: str) -> str:
    """Return the path of one of the newest version's programs."""
    found = sorted(_PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    assert found, "no PostgreSQL here: install it, or run ./run test --without postgres"
    return str(found[-1])
