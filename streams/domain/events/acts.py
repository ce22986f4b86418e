"""Facts about acts themselves, and about persons' rights over their data."""

from streams.domain.event import Fact


class ActTakenBack(Fact):
    """Written when somebody takes back an own act within 10 seconds.

    It changes the same aggregates as the act and restores what they were. `of` is the act's event
    and `ordinal` its ordinal: if anybody has relied on one of the aggregates since, this is lost.
    """

    type = "act.taken_back"
    of: str
    ordinal: int


class PersonErased(Fact):
    """Written when a person's data must go; a reaction deletes until nothing is left.

    `references` name rows of the private store; counts stay as they are.
    """

    type = "person.erased"
    references: tuple[str, ...]
    ground: str = "request"
