"""Downloads of the agreement report: its numbers and its papers, as CSV and for Excel.

A file is written whole before it is sent, so that a list that does not fit its number is refused
instead of arriving broken; memory holds a small part of it at any time.
"""

from collections.abc import Callable, Iterator
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from fastapi import APIRouter, Response
from starlette.responses import StreamingResponse

from api.doors import Office, may
from api.exports.agreement_report import check_closes, check_complete
from api.exports.delimited import write_csv
from api.exports.report_lines import number_lines, number_titles, paper_lines, paper_titles
from api.exports.report_words import names_of_fairs
from api.exports.workbook import check_size, write_workbook
from api.web.asked_report import AskedList, AskedReport
from api.words import tr
from streams.store.queries.agreement_report import agreement_report
from streams.store.queries.report_papers import Behind, papers_behind

CSV = "text/csv; charset=utf-8"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 4_000_000
_CHUNK = 256_000

router = APIRouter(prefix="/reports/agreements/{series}", dependencies=[may("report.read")])


@router.get("/numbers.csv")
def numbers_csv(office: Office, asked: AskedReport) -> Response:
    """Send every number of the report."""
    with office.reading() as connection:
        report = agreement_report(connection, asked.scope(office))
    check_closes(report)
    lines = chain([number_titles()], number_lines(report))
    return _file(f"{asked.series}-numbers.csv", CSV, lambda out: write_csv(out, lines))


@router.get("/papers.csv")
def papers_csv(office: Office, asked: AskedReport, wanted: AskedList) -> Response:
    """Send the papers behind one number, the count itself where none is named."""
    scope, behind = asked.scope(office), wanted.behind

    def write(out: BinaryIO) -> None:
        with office.reading() as connection:
            papers = papers_behind(connection, scope, behind)
            lines = paper_lines(papers, names_of_fairs(scope), office.keeper)
            write_csv(out, chain([paper_titles()], lines))

    return _file(f"{asked.series}-papers.csv", CSV, write)


@router.get("/report.xlsx")
def workbook(office: Office, asked: AskedReport) -> Response:
    """Send numbers and papers as one workbook of two sheets."""
    scope = asked.scope(office)
    numbers, list_of_papers = tr("Numbers"), tr("Papers")

    def write(out: BinaryIO) -> None:
        with office.reading() as connection:
            report = agreement_report(connection, scope)
            check_closes(report)
            check_size(report.count)
            papers = paper_lines(
                papers_behind(connection, scope, Behind()), names_of_fairs(scope), office.keeper
            )
            written = write_workbook(
                out,
                {
                    numbers: chain([number_titles()], number_lines(report)),
                    list_of_papers: chain([paper_titles()], papers),
                },
            )
            check_complete(report, written[list_of_papers] - 1)

    return _file(f"{asked.series}-report.xlsx", EXCEL, write)


def _file(name: str, media_type: str, write: Callable[[BinaryIO], object]) -> Response:
    """Return what was written as an attachment."""
    file = cast("BinaryIO", SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - closed when sent
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    size = file.tell()
    file.seek(0)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(size),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(_chunks(file), media_type=media_type, headers=headers)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
