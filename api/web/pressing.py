"""What needs somebody now, in lines: how much, since when, who has it, and one button each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from api.web.import_disputes import who_words
from api.web.looked import Looked
from api.words import tr
from api.words.counted import trn
from api.words.formats import shown_age, shown_moment
from api.words.vocabulary import word
from streams.domain.days import local_day
from streams.store.queries.pressing import Pressing

_FIRST = ("unread", "lost", "near", "to_admit")
"""What goes before the rows of lists; the others follow."""
_HAS_IT = {
    "unread": "operator",
    "to_admit": "organiser",
    "unsent": "organiser",
    "copies": "organiser",
}
"""Who does what is to be done, where it is nobody in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line: `facts` are its age, who has it and its deadline, as far as they are known.

    Its button stands there for those who may do `action`, which the page at `address` asks.
    """

    code: str
    count: int
    words: str
    facts: tuple[str, ...]
    button: str
    action: str
    address: str


def pressing_lines(looked: Looked) -> list[Line]:
    """Return the lines of an overview, the most pressing first; after a fair nothing is sent."""
    is_over = looked.fair.is_held(local_day(looked.now))
    lines = [
        _line(looked, one) for one in looked.pressing if not (is_over and one.code == "unsent")
    ]
    first = [line for line in lines if line.code in _FIRST]
    return [*first, *_list_lines(looked), *(line for line in lines if line.code not in _FIRST)]


def _line(looked: Looked, one: Pressing) -> Line:
    here = f"/fairs/{looked.fair.id}"
    sentences = {
        "unread": (tr("Records that could not be read"), tr("Repair"), "log.read", "/upkeep"),
        "lost": (tr("Actions that had no effect"), tr("Look at them"), "log.read", "/upkeep"),
        "near": (
            tr("Suggestions without an answer, due within 24 hours"),
            tr("Call them"),
            "suggestion.read",
            f"{here}/suggestions?state=sent",
        ),
        "to_admit": (
            tr("Registrations that wait for admission"),
            tr("Admit"),
            "registration.read",
            f"{here}/registrations?status=submitted",
        ),
        "unsent": (
            tr("Pairs of the match that were not sent"),
            tr("Send"),
            "matching.read",
            f"{here}/match",
        ),
        "copies": (
            tr("Second copies that differ from the first"),
            tr("Compare"),
            "agreement.read",
            f"{here}/agreements?review=yes",
        ),
    }
    words, button, action, address = sentences[one.code]
    return Line(
        code=one.code,
        count=one.count,
        words=words,
        facts=tuple(_facts(looked.now, one.since, _who(looked, one), one.until)),
        button=button,
        action=action,
        address=address,
    )


def _list_lines(looked: Looked) -> Iterator[Line]:
    """Yield the list that has waited longest for its rows to be repaired; the next follows it."""
    for found in looked.lists[:1]:
        kept, others = found.kept, len(looked.lists) - 1
        yield Line(
            code="to_repair",
            count=kept.bad,
            words=tr("Rows to repair in {file}, and {n} more lists", file=kept.filename, n=others)
            if others
            else tr("Rows to repair in {file}", file=kept.filename),
            facts=tuple(_facts(looked.now, found.at, who_words(kept.actor), None)),
            button=tr("Repair"),
            action="list.import",
            address=f"/fairs/{looked.fair.id}/import/{found.reference}",
        )


def _who(looked: Looked, one: Pressing) -> str:
    """Return who has it, in words; empty where nobody knows."""
    if one.code in _HAS_IT:
        return word(_HAS_IT[one.code])
    if one.holder:
        return looked.names.get(one.holder) or who_words(one.holder)
    if one.holders:
        return (
            trn("{n} company", "{n} companies", one.holders)
            if one.code == "near"
            else trn("{n} person", "{n} people", one.holders)
        )
    return ""


def _facts(
    now: datetime, since: datetime | None, who: str, until: datetime | None
) -> Iterator[str]:
    if since is not None:
        yield tr("waiting {age}", age=shown_age(since, now))
    if who:
        yield who
    if until is not None:
        yield tr("until {time}", time=shown_moment(until))
