"""The answer to a command that took effect."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The answer to a command that took effect.

    Attributes
    ----------
    repeated : bool
        Whether this very request had taken effect before.
    version : int or None
        The version in which it left its subject, where that is known at once.
    """

    event: str
    key: str
    ordinal: int
    recorded_at: str
    type: str
    subject: str
    repeated: bool = False
    version: int | None = None

    @property
    def id(self) -> str:
        """The id of what the fact is about."""
        return self.subject.partition("/")[2]
