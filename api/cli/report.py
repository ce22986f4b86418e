"""Commands about reports."""

from datetime import date, datetime
from typing import Any

import click

from api.cli.declare import as_json, command
from api.cli.kinds import DAY, MOMENT
from api.cli.output import emit_json, lines, progress, say
from api.cli.root import noun
from api.cli.session import session
from api.exports.agreement_report import document_of, rule_in_words
from api.words import tr
from api.words.formats import shown_day, shown_number
from api.words.vocabulary import word
from streams.domain.counting import REASONS
from streams.domain.days import local_day, stamp
from streams.store.queries.agreement_report import (
    Scope,
    agreement_report,
    counted_papers,
    report_scope,
)

report = noun("report", "Reports: numbers that can be explained.")


@command(report, "agreements", action="report.read")
@click.option("--series", "series_id", required=True, metavar="ID", help="The series.")
@click.option("--fair", metavar="ID", help="One fair of the series only.")
@click.option("--as-of", type=DAY, help="Signed by this day; today where none is given.")
@click.option(
    "--recorded-as-of", type=MOMENT, help="As the record stood then; now where none is given."
)
@as_json
def agreements(
    series_id: str,
    fair: str | None,
    as_of: date | None,
    recorded_as_of: datetime | None,
    json: bool,
) -> None:
    """Count signed memoranda, and say why everything else was left out."""
    with session().reading() as office, office.reading() as connection:
        now = office.clock()
        scope = report_scope(
            connection,
            series_id,
            fair=fair,
            as_of=as_of or local_day(now),
            recorded_as_of=stamp(recorded_as_of or now),
        )
        with progress("Counting agreements"):
            counted = agreement_report(connection, scope)
            papers = list(counted_papers(connection, scope)) if json else []
        document = document_of(counted, papers, office.keeper)
    if json:
        emit_json(document)
    else:
        _print(document, scope)


def _print(document: dict[str, Any], scope: Scope) -> None:
    say(
        "Through {fairs} events of the series {series}, {count} memoranda of cooperation on the "
        "consumption of products were signed (as of {day}).",
        fairs=len(scope.fairs),
        series=document["series_name"],
        count=shown_number(document["count"]),
        day=shown_day(document["as_of"]),
    )
    for sentence in rule_in_words(scope):
        click.echo(f"  {sentence}")
    lines(
        [
            (tr("counted"), document["count"]),
            *((word(reason), document["excluded"][reason]) for reason in REASONS),
            (tr("candidates"), document["candidates"]),
        ],
        ("What", "Agreements"),
    )
    for name, rows in document["tables"].items():
        click.echo("")
        lines(
            [(word(row["value"]) if row["value"] else tr("unknown"), row["count"]) for row in rows],
            (word(name), "Agreements"),
        )
