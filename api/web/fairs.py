"""The first page: every fair of the installation."""

from fastapi import APIRouter, Request, Response

from api.doors import Office, may
from api.web.pages import page
from streams.store.queries.fairs import all_fairs, all_series

router = APIRouter()


@router.get("/", dependencies=[may("fair.read")])
def fairs(request: Request, office: Office) -> Response:
    """List fairs, the next ones first, and the series to report on."""
    with office.reading() as connection:
        rows = sorted(all_fairs(connection), key=lambda row: row.first_day, reverse=True)
        series = all_series(connection)
    return page(request, "fairs.html", {"fairs": rows, "series": series})
