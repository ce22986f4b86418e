"""JSON under /api/v1: one module per noun, on the same commands and queries as every door."""

from fastapi import APIRouter, Depends

from api.routes import live
from api.routes.agreement_steps import agreement_steps
from api.routes.agreements import agreements
from api.routes.claims import claims
from api.routes.commands import commands
from api.routes.fairs import fairs, series
from api.routes.files import files
from api.routes.health import health
from api.routes.imports import imports
from api.routes.lists import lists
from api.routes.log import log
from api.routes.match import match
from api.routes.meetings import meetings
from api.routes.pairs import pairs
from api.routes.registrations import registrations
from api.routes.reports import reports
from api.routes.strict import check_address
from api.routes.suggestions import suggestions

NOUNS = (
    fairs,
    series,
    registrations,
    pairs,
    match,
    suggestions,
    meetings,
    agreements,
    agreement_steps,
    files,
    claims,
    reports,
    imports,
    lists,
    commands,
    log,
    health,
)

api_router = APIRouter(prefix="/api/v1", dependencies=[Depends(check_address)])
for _noun in NOUNS:
    api_router.include_router(_noun.router)
api_router.include_router(live.router)
