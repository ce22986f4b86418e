"""What makes the content of a paper usable."""

from datetime import date

from streams.domain.agreements.state import REQUIRED_ROLES
from streams.domain.errors import Malformed
from streams.domain.events.agreements import Content
from streams.domain.people import is_closed_party, person_in_the_open
from streams.domain.vocabulary import NATURAL_PERSONS, PRODUCT_SETS


def check_content(content: Content, today: date) -> None:
    """Check the content of a paper.

    Raises
    ------
    Malformed
        With the first fault.
    """
    roles = [party.role for party in content.parties]
    for role in sorted(REQUIRED_ROLES):
        if content.subject == "product_consumption" and role not in roles:
            raise Malformed(
                "party_missing", "The paper names no {role}. Name both sides.", role=role
            )
    for party in content.parties:
        natural = party.role == "producer" and party.kind in NATURAL_PERSONS
        if natural and not is_closed_party(party):
            raise person_in_the_open(party.kind)
        check_day(party.signed_on, today)
    check_day(content.signed_on, today)
    for item in content.items:
        if item.product_set is not None and item.product_set not in PRODUCT_SETS:
            raise Malformed(
                "bad_product_set",
                "{set} is no product set. The sets are 1 to 26.",
                set=item.product_set,
            )
    if content.value_vnd is not None and content.value_vnd < 0:
        raise Malformed("negative_value", "The value is below zero. Give zero or more.")


def check_day(day: date | None, today: date) -> None:
    """Check that a day of the world has come.

    Raises
    ------
    Malformed
        When it lies in the future.
    """
    if day is not None and day > today:
        raise Malformed(
            "day_in_future", "{day} is still to come. Give the day on the paper.", day=day
        )
