"""Pages that are generated: `python -m tests.documents` writes them, a test compares them.

`docs/events.md`, `docs/settings.md`, `docs/cli.md`, `docs/openapi.json` and `docs/asyncapi.json`
come from the types, the settings, the commands, the routes and the topics themselves, so they
cannot lag behind.
"""

import inspect
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Union, get_args, get_origin, get_type_hints

import click
import msgspec

from api.app import build_app
from api.cli import catalogue
from streams.domain.event import Batch, Fact
from streams.domain.events import CATALOGUE
from streams.domain.handlers import EVOLVE
from streams.runtime.embedded import Embedded
from streams.runtime.settings import PREFIX, Settings
from tests.asyncapi import asyncapi_document

ROOT = Path(__file__).parent.parent
_EFFECTIVENESS = Path(__file__).parent / "golden" / "effectiveness.json"


def events_page() -> str:
    """Return `docs/events.md`."""
    return "\n".join(
        [
            "# Events",
            "",
            "Generated from the types; `python -m tests.documents` writes it anew.",
            "",
            *_ENVELOPE.splitlines(),
            "",
            *_RULE.splitlines(),
            "",
            *_vectors(),
            "## Catalogue",
            "",
            *(line for fact in CATALOGUE for line in _event(fact)),
        ]
    )


def settings_page() -> str:
    """Return `docs/settings.md`."""
    hints = get_type_hints(Settings)
    rows = [
        f"| `{PREFIX}{setting.name.upper()}` | {_type(hints[setting.name])} "
        f"| `{setting.default!r}` | {setting.metadata['doc']} |"
        for setting in fields(Settings)
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "Generated from `streams/runtime/settings.py`. Nothing else reads the environment;",
            f"an unknown variable that begins with `{PREFIX}` is an error.",
            "",
            "| variable | type | default | meaning |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def cli_page() -> str:
    """Return `docs/cli.md`."""
    lines = [
        "# Command line",
        "",
        "Generated from the commands; `ketnoi --lang en --help` shows the same.",
        "",
        *_EXIT_CODES.splitlines(),
        "",
    ]
    for path, command in _commands(catalogue.root, ()):
        if not isinstance(command, click.Group):
            lines += _command(path, command)
    return "\n".join(lines)


def openapi_page() -> str:
    """Return `docs/openapi.json`."""
    with TemporaryDirectory() as folder, Embedded(Path(folder)) as office:
        described = build_app(office).openapi()
    return json.dumps(described, indent=1, ensure_ascii=False) + "\n"


def asyncapi_page() -> str:
    """Return `docs/asyncapi.json`."""
    return json.dumps(asyncapi_document(), indent=1, ensure_ascii=False) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "events.md": events_page,
    "settings.md": settings_page,
    "cli.md": cli_page,
    "openapi.json": openapi_page,
    "asyncapi.json": asyncapi_page,
}


def _event(fact: type[Fact]) -> Iterator[str]:
    yield f"### `ketnoi.{fact.type}.v{fact.version}`"
    yield ""
    yield inspect.cleandoc(fact.__doc__ or "")
    yield ""
    nouns = sorted({state.noun for kind, state in EVOLVE if kind is fact})
    if nouns:
        yield f"Changes: {', '.join(f'`{noun}/…`' for noun in nouns)}."
        yield ""
    hints = get_type_hints(fact)
    names = [n for n in fact.__struct_fields__ if n not in ("part", "parts")]
    if not issubclass(fact, Batch):
        names = list(fact.__struct_fields__)
    if names:
        yield "| field | type | default |"
        yield "|---|---|---|"
        defaults = {f.encode_name: f for f in msgspec.structs.fields(fact)}
        for name in names:
            yield f"| `{name}` | {_type(hints[name])} | {_default(defaults[name])} |"
        yield ""


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.default is not msgspec.NODEFAULT:
        return f"`{field.default!r}`"
    if field.default_factory is not msgspec.NODEFAULT:
        return "empty"
    return "required"


def _type(hint: Any) -> str:
    origin = get_origin(hint)
    if origin is None:
        return f"`{getattr(hint, '__name__', hint)}`"
    if origin is Union or type(hint).__name__ == "UnionType":
        return " or ".join(_type(part) for part in get_args(hint))
    name = getattr(origin, "__name__", str(origin))
    if name == "Literal":
        return ", ".join(f"`{value}`" for value in get_args(hint))
    parts = [_type(part).strip("`") for part in get_args(hint) if part is not Ellipsis]
    return f"`{name}[{', '.join(parts)}]`"


def _vectors() -> Iterator[str]:
    if not _EFFECTIVENESS.exists():
        return
    yield "### Test vectors"
    yield ""
    yield "The same vectors run against the rule and against the projector."
    yield ""
    yield "```json"
    yield json.dumps(json.loads(_EFFECTIVENESS.read_text(encoding="utf-8")), indent=1)
    yield "```"
    yield ""


def _commands(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _commands(command.commands[name], (*path, name))


def _command(path: tuple[str, ...], command: click.Command) -> list[str]:
    context = click.Context(command, info_name=" ".join(("ketnoi", *path)), max_content_width=100)
    return [f"## ketnoi {' '.join(path)}", "", "```", command.get_help(context), "```", ""]


_ENVELOPE = """\
Every record is one CloudEvents 1.0 document in structured JSON; the log keeps its exact bytes.
`type` is `ketnoi.<fact>.v<version>`, `partitionkey` the key (a fair's id, or `org`), `subject` the
aggregate it is about, `actor` an opaque id. `data` holds `basis` (`reads` and `changes`: aggregate
name → version), `request` (a keyed digest of what was asked) and `fact`. Defaults are left out.

A record has at most 256 KiB. In signs, `partitionkey` has at most 100, `id`, `correlationid` and
`repairs` 200, `subject` and each name in the basis 500; a record whose key is longer, is no UTF-8
or is missing belongs to `org`.

`recorded_at` is the later of the record's `time` and that of the record before it under the same
key. Every record has an *ordinal*: 1, 2, 3 … within its key in log order, lost and unreadable ones
included; a record that repeats an event id of its key is not a new record and gets none."""

_RULE = """\
## The rule of effectiveness, version 1

Frozen. It knows names and versions, nothing else.

1. A name never changed has version 0.
2. An event is **applied** if every name in `reads` and `changes` is at its version; else it is
   **lost**, has no effect, and the names that had moved on are noted.
3. An applied event raises every name in `changes` by one.
4. In a batch each entry has a basis of its own, compared with the versions *before the event*. An
   entry that is not current is skipped and counted. However many entries change an aggregate, it
   rises by one.
5. A batch in parts takes effect with its last part, which alone carries a basis; if a part before
   it is missing, it is lost.
6. `act.taken_back` names the act by its `ordinal` and gives each name in its `changes` the state it
   had before its last change. It is lost if any applied event since that ordinal has one of these
   names in its `reads`: somebody has relied on the act. A `matching.updated` is nobody's act and
   does not count here.
7. A record that no version can read, or that cannot be folded, is a **dead letter**: it has an
   ordinal and no effect. A version newer than the program knows stops the reader; nothing is
   skipped.

A dead letter is repaired by a new record that names it in `repairs`, as `key/ordinal`; the old one
stays without effect for ever. `letter.dropped` says that no repair is to be expected."""

_EXIT_CODES = """| exit code | meaning |
|---|---|
| 0 | done; an import that read its file, whatever rows were refused |
| 1 | refused by a rule, or a check found something (`rebuild` unequal, `doctor`, `log verify`) |
| 2 | unusable input or arguments; nothing was written |
| 3 | rows were refused and `--strict` was given |
| 4 | cannot work now (folder in use, log unreachable); the same again is safe |

Results go to standard output, everything else to standard error. `--json` prints one JSON
document."""


def main() -> None:
    """Write every generated page."""
    for name, page in PAGES.items():
        (ROOT / "docs" / name).write_text(page(), encoding="utf-8")
        sys.stdout.write(f"docs/{name}\n")


if __name__ == "__main__":
    main()
