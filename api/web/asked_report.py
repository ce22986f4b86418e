"""What is asked of the agreement report: the series, both as-of dates, and which papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query

from api.forms.days import day_typed, moment_typed
from api.web.paging import with_query
from streams.domain.counting import PARTITIONS, REASONS, TOUCHING
from streams.domain.days import local_day, moment_of, stamp
from streams.domain.errors import NotFound
from streams.runtime.installation import Installation
from streams.store.queries.agreement_report import UNKNOWN, Scope, report_scope
from streams.store.queries.report_papers import Behind


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A report as its address asks for it; the days as they were typed."""

    series: str
    as_of: Annotated[str, Query()] = ""
    recorded: Annotated[str, Query()] = ""
    fair: Annotated[str, Query()] = ""

    def scope(self, office: Installation) -> Scope:
        """Return what the report looks at: signed by today and as the record stands, unless asked.

        Raises
        ------
        Malformed
            For a day that is none.
        NotFound
            For a series or fair that is none.
        """
        now = office.clock()
        with office.reading() as connection:
            return report_scope(
                connection,
                self.series,
                fair=self.fair or None,
                as_of=day_typed(self.as_of) or local_day(now),
                recorded_as_of=stamp(moment_typed(self.recorded) or now),
            )

    @property
    def address(self) -> str:
        """The address of the report, without what it is asked with."""
        return f"/reports/agreements/{self.series}"

    def link(self, scope: Scope, end: str = "", query: Mapping[str, str] | None = None) -> str:
        """Return the address of something of this very report, with both of its dates."""
        dates = {"as_of": scope.as_of, "recorded": scope.recorded_as_of, "fair": self.fair}
        return with_query(f"{self.address}{end}", {**dates, **(query or {})})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPapers:
    """Which papers of a report: those on a line of a table, or those left out for a reason."""

    table: Annotated[str, Query()] = ""
    value: Annotated[str, Query()] = UNKNOWN
    excluded: Annotated[str, Query()] = ""

    @property
    def behind(self) -> Behind:
        """The choice, checked.

        Raises
        ------
        NotFound
            For a table, value or reason that no report has.
        """
        if self.excluded:
            for reason in REASONS:
                if reason == self.excluded:
                    return Behind(excluded=reason)
            raise _no_list(self.excluded)
        if self.table in TOUCHING and self.value != UNKNOWN and not _is_number(self.value):
            raise _no_list(self.value)
        if self.table and self.table not in (*PARTITIONS, *TOUCHING):
            raise _no_list(self.table)
        return Behind(table=self.table, value=self.value)

    @property
    def query(self) -> dict[str, str]:
        """What the list is asked with, for the addresses of its other pages."""
        if self.excluded:
            return {"excluded": self.excluded}
        return {"table": self.table, "value": self.value}


def recorded_moment(scope: Scope) -> datetime:
    """Return the moment of the record that a report looks at."""
    return moment_of(scope.recorded_as_of)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _no_list(name: str) -> NotFound:
    return NotFound(
        "no_such_list", "The report has no list {name}. Open it from the report.", name=name
    )


AskedReport = Annotated[Asked, Depends()]
AskedList = Annotated[AskedPapers, Depends()]
