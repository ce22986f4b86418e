"""Finding the agreement a decision is about."""

from streams.domain.agreements.identity import paper_key
from streams.domain.agreements.state import Agreement, Number
from streams.domain.errors import NotFound
from streams.domain.view import View


def agreement_of(view: View, agreement_id: str) -> Agreement:
    """Return an agreement that the decision changes.

    Raises
    ------
    NotFound
        When there is none with this id at this fair.
    """
    return _known(view.change(Agreement, agreement_id), agreement_id)


def other_agreement(view: View, agreement_id: str) -> Agreement:
    """Return an agreement that the decision relies on and leaves as it is.

    Raises
    ------
    NotFound
        When there is none with this id at this fair.
    """
    return _known(view.read(Agreement, agreement_id), agreement_id)


def release_number(view: View, agreement: Agreement) -> None:
    """Mark the number that an agreement holds as given back by this decision."""
    key = paper_key(agreement.content, agreement.digest)
    holder = view.read(Number, key)
    if holder is not None and holder.agreement == agreement.id:
        view.change(Number, key)


def _known(agreement: Agreement | None, agreement_id: str) -> Agreement:
    if agreement is None:
        raise NotFound(
            "no_such_agreement",
            "There is no agreement {id} at this fair. Check the id.",
            id=agreement_id,
        )
    return agreement
