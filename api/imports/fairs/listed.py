"""A fair as one row of a list states it."""

from dataclasses import dataclass
from datetime import date

from api.imports.columns import Column, Row
from api.imports.fairs import columns
from api.imports.units import province_name
from streams.domain.events.fairs import FairDetails, Period
from streams.domain.fairs.state import Fair

DETAILS: dict[str, Column[str]] = {
    "name": columns.NAME,
    "name_en": columns.NAME_EN,
    "region": columns.REGION,
    "venue": columns.VENUE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFair:
    """A fair with what its row states; `actual` only where it was held.

    `stated` holds the fields of its details that the row fills in, and whether it states a plan.
    """

    row: Row
    id: str
    details: FairDetails
    planned: Period
    actual: Period | None
    stated: frozenset[str]


def listed_fair(row: Row, today: date) -> ListedFair | None:
    """Return the fair of a row; None where its days cannot be meant, which the row then says."""
    days = _days(row, today)
    if days is None:
        return None
    planned, actual = days
    texts = {name: row.get(column) or "" for name, column in DETAILS.items()}
    details = FairDetails(
        name=texts["name"],
        name_en=texts["name_en"],
        region=texts["region"],
        venue=texts["venue"],
        kind=row.get(columns.KIND) or "fair",
        province=province_name(row.get(columns.PROVINCE) or ""),
        series=(row.get(columns.SERIES) or "").lower() or None,
    )
    stated = {name for name, text in texts.items() if text}
    others: dict[str, Column[str]] = {
        "kind": columns.KIND,
        "province": columns.PROVINCE,
        "series": columns.SERIES,
    }
    stated |= {name for name, column in others.items() if row.get(column)}
    if actual is None or row.get(columns.PLANNED_FIRST) is not None:
        stated.add("planned")
    return ListedFair(
        row=row,
        id=(row.get(columns.ID) or "").lower(),
        details=details,
        planned=planned,
        actual=actual,
        stated=frozenset(stated),
    )


def fields_of(fair: Fair) -> dict[str, object]:
    """Return what a list may say of a fair, under flat names."""
    details = {name: getattr(fair.details, name) for name in (*DETAILS, "kind", "province")}
    return {
        **details,
        "series": fair.details.series,
        "planned": fair.planned,
        "actual": (fair.actual_first, fair.actual_last),
    }


def _days(row: Row, today: date) -> tuple[Period, Period | None] | None:
    """Return planned and actual days; days of a list without a plan that are to come are the plan.

    None where they cannot be meant, which the row then says.
    """
    planned = _period(row, columns.PLANNED_FIRST, columns.PLANNED_LAST)
    actual = _period(row, columns.ACTUAL_FIRST, columns.ACTUAL_LAST)
    if row.faults:
        return None
    if actual is None and planned is None:
        row.refuse(columns.PLANNED_FIRST, "fair_days_missing")
        return None
    if actual is None or planned is None:
        days = planned or actual
        held = actual if actual and actual.last <= today else None
        return (days, held) if days else None
    if actual.last > today:
        row.refuse(columns.ACTUAL_LAST, "day_in_future", date=actual.last)
        return None
    return planned, actual


def _period(row: Row, first: Column[date], last: Column[date]) -> Period | None:
    begin, end = row.get(first), row.get(last)
    if begin is None and end is None:
        return None
    if begin is None or end is None:
        row.refuse(first if begin is None else last, "last_day_missing")
        return None
    if end < begin:
        row.refuse(last, "ends_before_start", first=begin, last=end)
        return None
    return Period(first=begin, last=end)
