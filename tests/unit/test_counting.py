"""The counting rule: its table of conditions, and the SQL generated from it."""

from collections.abc import Mapping

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.domain.counting import CONDITIONS, REASONS, reason_against
from streams.store.queries.counting import reason_expression

COUNTED: Mapping[str, object] = {
    "fair": "a",
    "kind": "memorandum",
    "subject": "product_consumption",
    "is_signed": True,
    "authority_pending": False,
    "signed_on": "2020-02-29",
    "first_day": "2020-02-27",
    "counts_until": "2020-03-07",
    "voided_on": None,
    "superseded_on": None,
    "merged_on": None,
}
AS_OF = "2020-02-29"
_DAYS = ("2020-02-26", "2020-02-28", "2020-02-29", "2020-03-01", "2020-03-08")


def naive(paper: Mapping[str, object], as_of: str) -> str | None:
    """Read the rule as a person would, without the table."""
    if paper["fair"] != "a":
        return "other_fair"
    if paper["kind"] not in ("memorandum", "cooperation_minutes"):
        return "other_kind"
    if paper["subject"] != "product_consumption":
        return "other_kind"
    if not paper["is_signed"]:
        return "not_signed"
    if paper["authority_pending"]:
        return "authority_pending"
    signed_on = paper["signed_on"]
    if signed_on is None or str(signed_on) > as_of:
        return "not_yet"
    if not str(paper["first_day"]) <= str(signed_on) <= str(paper["counts_until"]):
        return "out_of_dates"
    for column, reason in (
        ("voided_on", "voided"),
        ("superseded_on", "superseded"),
        ("merged_on", "second_copy"),
    ):
        if paper[column] is not None and str(paper[column]) <= as_of:
            return reason
    return None


PAPERS = st.fixed_dictionaries(
    {
        "fair": st.sampled_from(["a", "b"]),
        "kind": st.sampled_from(["memorandum", "cooperation_minutes", "sales_contract"]),
        "subject": st.sampled_from(["product_consumption", "other"]),
        "is_signed": st.booleans(),
        "authority_pending": st.booleans(),
        "signed_on": st.none() | st.sampled_from(_DAYS),
        "first_day": st.just("2020-02-27"),
        "counts_until": st.just("2020-03-07"),
        "voided_on": st.none() | st.sampled_from(_DAYS),
        "superseded_on": st.none() | st.sampled_from(_DAYS),
        "merged_on": st.none() | st.sampled_from(_DAYS),
    }
)


def test_paper_that_meets_every_condition_counts() -> None:
    assert reason_against(COUNTED, scope=frozenset({"a"}), as_of=AS_OF) is None


def test_reasons_are_given_in_the_order_of_the_report() -> None:
    assert REASONS == (
        "other_fair",
        "other_kind",
        "not_signed",
        "authority_pending",
        "not_yet",
        "out_of_dates",
        "voided",
        "superseded",
        "second_copy",
    )
    assert len(CONDITIONS) == 9


@given(paper=PAPERS, as_of=st.sampled_from(_DAYS))
def test_table_says_what_a_naive_reading_says(paper: Mapping[str, object], as_of: str) -> None:
    assert reason_against(paper, scope=frozenset({"a"}), as_of=as_of) == naive(paper, as_of)


@settings(max_examples=30)
@given(
    papers=st.lists(PAPERS, min_size=1, max_size=60),
    as_of=st.sampled_from(_DAYS),
    scope=st.sampled_from([("a",), ()]),
)
def test_generated_sql_says_what_the_table_says(
    papers: list[dict[str, object]], as_of: str, scope: tuple[str, ...]
) -> None:
    kinds = {bool: sa.Boolean, str: sa.Text}
    table = sa.Table(
        "papers",
        sa.MetaData(),
        sa.Column("number", sa.Integer),
        *(sa.Column(name, kinds.get(type(value), sa.Text)) for name, value in COUNTED.items()),
    )
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"number": n, **p} for n, p in enumerate(papers)])
        reason = reason_expression(dict(table.c.items()), scope, as_of)
        found = connection.execute(sa.select(reason).order_by(table.c.number)).scalars().all()
    engine.dispose()

    assert found == [reason_against(p, scope=frozenset(scope), as_of=as_of) for p in papers]
