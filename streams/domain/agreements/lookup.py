"""Finding the agreement a decision is about."""

from streams.domain.agreements.state import Agreement
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


def _known(agreement: Agreement | None, agreement_id: str) -> Agreement:
    if agreement is None:
        raise NotFound(
            "no_such_agreement",
            "There is no agreement {id} at this fair. Check the id.",
            id=agreement_id,
        )
    return agreement
