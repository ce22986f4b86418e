"""What a page says while a form of it is under way and takes its time."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from api.doors import may
from api.words import tr

router = APIRouter()


@router.get("/saving", dependencies=[may("act.read")])
def saving() -> HTMLResponse:
    """Return the words; pages ask for them when a form was not answered at once."""
    return HTMLResponse(tr("Saving…"), headers={"Cache-Control": "no-store"})
