"""What a rule answers when it says no: a stable code and a sentence with a remedy.

The sentence is the English original; the doors translate it by `sentence` and fill in `params`, so
one refusal reads the same on the command line, in JSON and on a page. Statuses are those of HTTP.
"""

from typing import ClassVar


class DomainError(Exception):
    """A refusal that people read. Never logged with a traceback.

    Parameters
    ----------
    code : str
        Stable, lower case; part of the public interface.
    sentence : str
        English, ending in what to do; `{name}` is filled in from `params`.
    """

    status: ClassVar[int]

    def __init__(self, code: str, sentence: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.params = params

    def __str__(self) -> str:
        return self.sentence.format(**self.params)


class NotFound(DomainError):
    """There is no such thing, or it is not for this person to see."""

    status = 404


class Conflict(DomainError):
    """It is no longer so: the rule refuses on the present state."""

    status = 409


class Moved(DomainError):
    """It is no longer the version that the request names: somebody has changed it since."""

    status = 412


class Malformed(DomainError):
    """What was given cannot be meant."""

    status = 422


class Unavailable(DomainError):
    """The log or the store cannot be reached; nothing changed and a retry is safe."""

    status = 503


class Unreachable(Unavailable):
    """A file or server of the record does not answer: damaged, locked, full or gone.

    Parameters
    ----------
    reason : object
        What the driver says; for operators, no page shows it.
    sentence : str
        What cannot be reached and what to do, where that is known.
    """

    def __init__(
        self, reason: object, sentence: str = "", *, code: str = "record_unreachable"
    ) -> None:
        super().__init__(
            code,
            sentence
            or "The record cannot be reached ({reason}). Nothing is lost; try again in a few "
            "seconds, or run `ketnoi doctor`.",
            reason=reason,
        )


class DatabaseUnreachable(Unreachable):
    """The store or the private data does not answer."""

    def __init__(self, reason: object) -> None:
        super().__init__(
            reason,
            "The database cannot be reached ({reason}). Nothing is lost; try again in a few "
            "seconds, or run `ketnoi doctor`.",
        )
