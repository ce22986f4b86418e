"""What runs here: version, how far the record has come, the fingerprint of the store."""

from importlib.metadata import version

from fastapi import APIRouter, Request, Response

from api.doors import Office, may
from api.web.pages import page
from streams.runtime.inspection import standing

router = APIRouter()


@router.get("/about", dependencies=[may("fair.read")])
def about(request: Request, office: Office) -> Response:
    """Say what runs here."""
    with office.reading() as connection:
        stands = standing(connection)
    return page(request, "about.html", {"version": version("ketnoi"), "stands": stands})
