"""Commands that import lists: fairs, registrations, registers of agreements."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import click

from api.cli.declare import as_json, at_fair, command
from api.cli.output import emit_json, progress, remark, say
from api.cli.root import noun
from api.cli.session import session
from api.imports import (
    ImportReport,
    Issue,
    import_agreements,
    import_fairs,
    import_registrations,
)
from api.words import tr

imports = noun("import", "Imports: lists from Excel or csv, untidy as they come.")
ROWS_REFUSED = 3
_SHOWN = 20
_FILE = click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
_STRICT = click.option(
    "--strict", is_flag=True, help="Leave with exit code 3 if rows were refused."
)
_Load = Callable[[Callable[[int, int], None]], ImportReport]


@command(imports, "fairs", action="list.import")
@_FILE
@_STRICT
@as_json
@click.pass_context
def fairs(context: click.Context, path: Path, strict: bool, json: bool) -> None:
    """Import fairs; those that lie in the past are recorded as held."""
    content = _content(context, path)
    actor = session().actor
    with session().office() as office:
        report = _loaded(
            lambda show: import_fairs(office, content, path.name, actor=actor, progress=show)
        )
    _answer(context, report, strict=strict, json=json)


@command(imports, "agreements", action="list.import")
@_FILE
@_STRICT
@as_json
@click.pass_context
def agreements(context: click.Context, path: Path, strict: bool, json: bool) -> None:
    """Import a register of agreements; one row is one paper in its present state."""
    content = _content(context, path)
    actor = session().actor
    with session().office() as office:
        report = _loaded(
            lambda show: import_agreements(office, content, path.name, actor=actor, progress=show)
        )
    _answer(context, report, strict=strict, json=json)


@command(imports, "registrations", action="list.import")
@_FILE
@at_fair
@click.option(
    "--side",
    type=click.Choice(["producer", "distributor"]),
    help="Which side the list is about; recognised from its columns where not stated.",
)
@_STRICT
@as_json
@click.pass_context
def registrations(
    context: click.Context,
    path: Path,
    fair: str,
    side: Literal["producer", "distributor"] | None,
    strict: bool,
    json: bool,
) -> None:
    """Import registrations; good rows are taken, every other row is listed with its cause."""
    content = _content(context, path)
    actor = session().actor
    with session().office() as office:
        report = _loaded(
            lambda show: import_registrations(
                office, content, path.name, fair=fair, side=side, actor=actor, progress=show
            )
        )
    _answer(context, report, strict=strict, json=json)


def _content(context: click.Context, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        remark("{path} cannot be read: {reason}.", path=path, reason=error.strerror)
        context.exit(2)


def _loaded(load: _Load) -> ImportReport:
    with progress("Reading the list") as show:
        return load(show)


def _answer(context: click.Context, report: ImportReport, *, strict: bool, json: bool) -> None:
    if json:
        emit_json(report.document(_wording))
    else:
        _print(report)
    if strict and report.rejected:
        context.exit(ROWS_REFUSED)


def _print(report: ImportReport) -> None:
    say(
        "{accepted} good rows, {rejected} to be repaired, 0 lost.",
        accepted=report.accepted,
        rejected=report.rejected,
    )
    say(
        "{recorded} new, {changed} changed, {unchanged} unchanged.",
        recorded=report.recorded,
        changed=report.changed,
        unchanged=report.unchanged,
    )
    for group in report.merged[:_SHOWN]:
        if len(group.names) > 1:
            say("Taken as one: {names}.", names=" = ".join(group.names))
    for group in report.proposed[:_SHOWN]:
        say("Perhaps one, to be decided: {names}.", names=" ~ ".join(group.names))
    _print_grouped(report.errors)


def _print_grouped(errors: tuple[Issue, ...]) -> None:
    """Print errors grouped by repair, the largest group first."""
    groups: dict[str, list[Issue]] = {}
    for error in errors:
        groups.setdefault(error.code, []).append(error)
    for group in sorted(groups.values(), key=len, reverse=True):
        rows = ", ".join(str(error.row) for error in group[:_SHOWN])
        more = "…" if len(group) > _SHOWN else ""
        say(
            "{count} rows: {message} (rows {rows}{more})",
            count=len(group),
            message=_wording(group[0]),
            rows=rows,
            more=more,
        )


def _wording(issue: Issue) -> str:
    params: dict[str, Any] = dict(issue.params)
    return tr(issue.sentence, **params)
