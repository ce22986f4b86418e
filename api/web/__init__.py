"""The pages people use: one module per group of pages, templates beside them."""

from fastapi import APIRouter

from api.web import (
    about,
    agreement_entry,
    agreement_steps,
    agreements,
    announcing,
    chosen,
    entries,
    fairs,
    hand,
    imports,
    match,
    overview,
    pair,
    producer,
    registrations,
    report_files,
    reports,
    saving,
    suggestions,
    upkeep,
)

web_router = APIRouter(include_in_schema=False)
for _pages in (
    fairs,
    chosen,
    about,
    saving,
    reports,
    report_files,
    agreement_entry,
    agreements,
    agreement_steps,
    upkeep,
    match,
    suggestions,
    pair,
    hand,
    producer,
    announcing,
    overview,
    registrations,
    entries,
    imports,
):
    web_router.include_router(_pages.router)
