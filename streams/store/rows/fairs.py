"""Rows of fairs and series."""

from collections.abc import Iterator

import sqlalchemy as sa

from streams.domain.fairs.state import Fair, Series
from streams.store import tables
from streams.store.rows.projection import Projection, Row, by_id


def fair_rows(key: str, fair_id: str, fair: Fair) -> Iterator[tuple[sa.Table, Row]]:
    """Yield the one row of a fair's version; a key has one fair, which bears its name."""
    if fair_id != key:
        raise ValueError(f"the fair {fair_id} stands under the key {key}")
    yield (
        tables.fairs,
        {
            "key": key,
            "name": fair.details.name,
            "name_en": fair.details.name_en,
            "kind": fair.details.kind,
            "region": fair.details.region,
            "venue": fair.details.venue,
            "province": fair.details.province,
            "series": fair.details.series,
            "status": fair.status,
            "planned_first": str(fair.planned.first),
            "planned_last": str(fair.planned.last),
            "first_day": str(fair.first_day),
            "last_day": str(fair.last_day),
        },
    )


def series_rows(key: str, series_id: str, series: Series) -> Iterator[tuple[sa.Table, Row]]:
    """Yield the one row of a series' version."""
    yield (
        tables.series,
        {
            "key": key,
            "id": series_id,
            "name": series.name,
            "name_en": series.name_en,
            "grace_days": series.grace_days,
        },
    )


FAIRS = Projection(rows=fair_rows, versions=tables.fairs, identity=lambda key, _: {"key": key})
SERIES = Projection(rows=series_rows, versions=tables.series, identity=by_id)
