"""Facts about dead letters, as far as somebody decides about one."""

from streams.domain.event import Fact


class LetterDropped(Fact):
    """Written when an operator gives up a dead letter: nothing is to be made of it.

    It stands under the letter's key, and `ordinal` names the letter there. The letter itself stays
    as it is, without effect; it is only no longer open.
    """

    type = "letter.dropped"
    ordinal: int
    reason_ref: str | None = None
