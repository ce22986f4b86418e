"""The language of the moment: one per request or command, never global."""

from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from typing import Final, Literal, get_args

Language = Literal["vi", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DOMAIN = "ketnoi"

_current: ContextVar[Language] = ContextVar("language", default="vi")


def speak(language: Language) -> None:
    """Choose the language for what follows in this context."""
    _current.set(language)


def current_language() -> Language:
    """Return the language of this context."""
    return _current.get()


def tr(sentence: str, /, **params: object) -> str:
    """Return a sentence in the language of the moment, with its blanks filled in.

    Parameters
    ----------
    sentence : str
        The English original, as it stands in the code; `{name}` marks a blank.
    """
    translated = _catalogue(_current.get()).gettext(sentence) if sentence else ""
    return translated.format(**params) if params else translated


def counted(one: str, many: str, n: int) -> str:
    """Return the form of a sentence for a number of things, its blanks still open."""
    return _catalogue(_current.get()).ngettext(one, many, n)


@cache
def _catalogue(language: Language) -> NullTranslations:
    """Return a language's catalogue; English needs none."""
    if language == "en":
        return NullTranslations()
    path = resources.files("api") / "locales" / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    with path.open("rb") as file:
        return GNUTranslations(file)
