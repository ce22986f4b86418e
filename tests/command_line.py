"""The command line as one run of it: arguments in, exit code and both streams out.

Everything a process would take with it when it ends is put back: the help texts in the language of
the run, the environment, the domain of gettext.
"""

import gettext
import json
import sys
from collections.abc import Iterator, Mapping
from contextvars import copy_context
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from api.cli import catalogue
from api.cli.main import run
from streams.runtime.ops.lines import stop_writing

_SETTINGS = dict.fromkeys(("KETNOI_DATA", "KETNOI_LANG", "KETNOI_ACTOR", "LANGUAGE"))
CODES = frozenset(range(5))
"""The exit codes of `docs/cli.md`."""
STAYING = frozenset({("serve",)})
"""Commands that work until they are stopped."""
OF_CLUSTER = frozenset({("log", "copy"), ("set-up",), ("topics",), ("upgrade",), ("worker",)})
"""Commands that need Kafka."""
COPYING = frozenset({("backup", "take"), ("backup", "verify"), ("restore",)})
"""Commands whose result is a file, or a folder."""
OF_FILES = frozenset({("match", "explain"), ("match", "replay"), ("match", "solve")})
"""Commands that read a file and look at no folder."""
_FORMS = {
    "registration": {"side": "producer", "kind": "cooperative", "name": "HTX Mẫu An"},
    "agreement": {"kind": "memorandum", "parties": []},
}
_PLAIN = {
    "day": "2026-06-01",
    "moment": "2026-06-01T09:00",
    "integer": "1",
    "integer range": "1",
    "text": "mau",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What one run left."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output; anything beside it is an error."""
        return json.loads(self.out)


def ketnoi(
    *arguments: str | Path,
    data: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    terminal: bool = False,
) -> Ran:
    """Run a command in English; `data` is the data folder, `terminal` lets somebody look on."""
    given = [str(argument) for argument in arguments]
    if data is not None:
        given = ["--data", str(data), *given]
    with (
        pytest.MonkeyPatch.context() as patch,
        CliRunner().isolation(stdin, {**_SETTINGS, "KETNOI_LANG": "en", **(env or {})}) as streams,
    ):
        patch.setattr(catalogue, "root", deepcopy(catalogue.root))
        patch.setattr(sys.stderr, "isatty", lambda: terminal)
        try:
            code = copy_context().run(run, given)
        finally:
            gettext.textdomain("messages")
            stop_writing()
        sys.stdout.flush()
        sys.stderr.flush()
        out, err = (stream.getvalue().decode() for stream in streams[:2])
    return Ran(code=code, out=out, err=err)


@cache
def verbs() -> dict[tuple[str, ...], click.Command]:
    """Return every command that does something, by its words."""
    return {path: found for path, found in commands() if not isinstance(found, click.Group)}


def commands(
    path: tuple[str, ...] = (), command: click.Command = catalogue.root
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command of the tree, groups included."""
    yield path, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from commands((*path, name), command.commands[name])


def filled(path: tuple[str, ...], folder: Path, **chosen: str) -> list[str]:
    """Return a command line in which everything that is required is stated.

    Parameters
    ----------
    folder : Path
        Where the files are made that the command reads.
    chosen : str
        Values by the name of their parameter.
    """
    given = [*path]
    for parameter in verbs()[path].params:
        if parameter.required:
            name = [parameter.opts[0]] if isinstance(parameter, click.Option) else []
            value = chosen.get(str(parameter.name)) or _value(parameter, path[0], folder)
            given += [*name, *[value] * max(1, parameter.nargs)]
    return given


def _value(parameter: click.Parameter, noun: str, folder: Path) -> str:
    if isinstance(parameter.type, click.Choice):
        return str(parameter.type.choices[0])
    if parameter.type.name in {"file", "path"}:
        file = folder / f"{parameter.name}.json"
        file.write_text(json.dumps(_FORMS.get(noun, {})), encoding="utf-8")
        return str(file)
    return _PLAIN[parameter.type.name]
