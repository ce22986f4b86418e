"""The history of a thing on its page: who did what, for whom, how, and what was said about it.

Words that somebody gave with an act are for those who gather answers and notes; a page says whether
its reader is one of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.words import tr
from api.words.vocabulary import actor_words, word
from streams.domain.event import Fact
from streams.runtime.history import Told
from streams.store.private.keeper import Keeper


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One act in words; `happened_at` is when it was said, where that was earlier."""

    recorded_at: datetime
    actor: str
    did: str
    whom: str
    channel: str
    happened_at: datetime | None
    said: tuple[str, ...]
    taken_back: bool


def lines_of(
    told: Sequence[Told],
    *,
    did: Callable[[str], str],
    names: Mapping[str, str],
    said: Mapping[int, tuple[str, ...]],
) -> list[Line]:
    """Return a history in words, in its order.

    Parameters
    ----------
    did : callable
        Words for a type of fact.
    names : mapping
        Companies by registration; the id stands for one that is not there.
    said : mapping
        What `said_with` returns; nothing where the reader may not know it.
    """
    return [
        Line(
            recorded_at=one.recorded_at,
            actor=actor_words(one.actor),
            did=_with_reason(did(one.fact.type), one.fact),
            whom=names.get(one.on_behalf_of, one.on_behalf_of) if one.on_behalf_of else "",
            channel=one.channel,
            happened_at=getattr(one.fact, "happened_at", None),
            said=said.get(one.ordinal, ()),
            taken_back=one.taken_back,
        )
        for one in told
    ]


def said_with(keeper: Keeper, told: Sequence[Told]) -> dict[int, tuple[str, ...]]:
    """Return what people said with their acts, by ordinal; what was erased is left out.

    A thing carries its notes from version to version: each stands at the act that brought it.
    """
    first: dict[str, int] = {}
    reasons: set[str] = set()
    for one in sorted(told, key=lambda one: one.ordinal):
        for reference in _references(one.fact):
            first.setdefault(reference, one.ordinal)
        reasons.add(getattr(one.fact, "reason_ref", None) or "")
    texts = keeper.read(first)
    found: dict[int, tuple[str, ...]] = {}
    for reference, ordinal in first.items():
        text = texts.get(reference, {}).get("text")
        if text:
            is_reason = reference in reasons
            said = tr("Reason: {text}", text=text) if is_reason else tr("Note: {text}", text=text)
            found[ordinal] = (*found.get(ordinal, ()), said)
    return found


def _references(fact: Fact) -> Iterator[str]:
    """Yield references to what a person said in own words."""
    reason = getattr(fact, "reason_ref", None)
    if reason:
        yield reason
    stated = getattr(fact, "profile", None) or getattr(fact, "content", None)
    yield from getattr(stated, "note_refs", ())


def _with_reason(words: str, fact: Fact) -> str:
    reason = getattr(fact, "reason", None)
    return f"{words}: {word(reason)}" if reason else words
