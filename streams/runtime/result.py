"""The answer to a command that took effect."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The answer to a command that took effect.

    `repeated` says that this very request had taken effect before.
    """

    event: str
    key: str
    ordinal: int
    recorded_at: str
    type: str
    subject: str
    repeated: bool = False

    @property
    def id(self) -> str:
        """The id of what the fact is about."""
        return self.subject.partition("/")[2]
