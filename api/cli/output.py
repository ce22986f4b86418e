"""How the command line answers: results on standard output, everything else on standard error."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.words import tr


def emit_json(document: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print a result as JSON, indented, one document."""
    text = msgspec.json.format(msgspec.json.encode(document), indent=2)
    click.echo(text.decode())


def say(sentence: str, /, **params: object) -> None:
    """Print a sentence of the result, in the language of the moment."""
    click.echo(tr(sentence, **params))


def remark(sentence: str, /, **params: object) -> None:
    """Print a sentence beside the result, on standard error."""
    click.echo(tr(sentence, **params), err=True)


def lines(rows: Sequence[Sequence[object]], headings: Sequence[str]) -> None:
    """Print rows under headings, columns aligned by their widest cell."""
    shown = [[tr(heading) for heading in headings], *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in shown) for column in range(len(headings))]
    for row in shown:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that shows how far a piece of work is; silent where nobody looks."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield lambda _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(tr(label), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
