"""What counts as a signed memorandum: a table of conditions, declared once.

From this table the SQL of every report is generated (`streams.store.queries.counting`) and a single
paper is explained; the words of the rule stand beside it. The order is the order in which reasons
are given: the first condition that fails says why a paper does not count.

Two as-of dates apply. The *recorded* one chooses which version of each paper, fair and series is
looked at; the *effective* one (`as_of`) is compared with the days on the paper. So a later voiding
changes today's count and not the count as of an earlier day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "other_fair",
    "other_kind",
    "not_signed",
    "authority_pending",
    "not_yet",
    "out_of_dates",
    "voided",
    "superseded",
    "second_copy",
]


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column holds one of these values."""

    column: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class InScope:
    """The column names a fair that is reported on."""

    column: str


@dataclass(frozen=True, slots=True)
class IsTrue:
    """The column is true."""

    column: str


@dataclass(frozen=True, slots=True)
class IsFalse:
    """The column is false."""

    column: str


@dataclass(frozen=True, slots=True)
class ByThen:
    """The column holds a day that has come by the as-of day."""

    column: str


@dataclass(frozen=True, slots=True)
class NotByThen:
    """The column holds no day, or one after the as-of day."""

    column: str


@dataclass(frozen=True, slots=True)
class Between:
    """The column's day lies between two other columns' days, both inclusive."""

    column: str
    first: str
    last: str


Test = OneOf | InScope | IsTrue | IsFalse | ByThen | NotByThen | Between


@dataclass(frozen=True, slots=True)
class Condition:
    """All tests must hold; otherwise the paper is left out for this reason."""

    reason: Reason
    tests: tuple[Test, ...]


CONDITIONS: tuple[Condition, ...] = (
    Condition("other_fair", (InScope("fair"),)),
    Condition(
        "other_kind",
        (
            OneOf("kind", frozenset({"memorandum", "cooperation_minutes"})),
            OneOf("subject", frozenset({"product_consumption"})),
        ),
    ),
    Condition("not_signed", (IsTrue("is_signed"),)),
    Condition("authority_pending", (IsFalse("authority_pending"),)),
    Condition("not_yet", (ByThen("signed_on"),)),
    Condition("out_of_dates", (Between("signed_on", "first_day", "counts_until"),)),
    Condition("voided", (NotByThen("voided_on"),)),
    Condition("superseded", (NotByThen("superseded_on"),)),
    Condition("second_copy", (NotByThen("merged_on"),)),
)

REASONS: tuple[Reason, ...] = tuple(condition.reason for condition in CONDITIONS)

PARTITIONS: tuple[str, ...] = (
    "fair",
    "month",
    "province",
    "distributor_kind",
    "producer_kind",
    "evidence",
)
"""Dimensions with one value per paper: their tables add up to the count, with an unknown line."""

TOUCHING: tuple[str, ...] = ("product_set", "product_group", "star")
"""Dimensions with several values per paper: headed "agreements touching", never summed."""


def reason_against(
    paper: Mapping[str, object], *, scope: frozenset[str], as_of: str
) -> Reason | None:
    """Return why one paper does not count, or None if it does.

    Parameters
    ----------
    paper : mapping
        The columns named in `CONDITIONS`; days as ISO text or None.
    scope : frozenset of str
        The fairs that are reported on.
    as_of : str
        The effective day, ISO.
    """
    for condition in CONDITIONS:
        if not all(_holds(test, paper, scope, as_of) for test in condition.tests):
            return condition.reason
    return None


def _holds(test: Test, paper: Mapping[str, object], scope: frozenset[str], as_of: str) -> bool:
    value = paper[test.column]
    match test:
        case OneOf(values=values):
            return value in values
        case InScope():
            return value in scope
        case IsTrue():
            return bool(value)
        case IsFalse():
            return not value
        case ByThen():
            return value is not None and str(value) <= as_of
        case NotByThen():
            return value is None or str(value) > as_of
        case Between(first=first, last=last):
            return value is not None and str(paper[first]) <= str(value) <= str(paper[last])
