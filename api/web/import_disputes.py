"""What a list and people say differently, as its page asks about it: whose is to be kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from api.imports.colleagues import Faster
from api.imports.ledger import headings
from api.imports.registrations.disputed import Disputed
from api.imports.registrations.planning import Plan
from api.imports.registrations.producer_columns import STAR
from api.imports.report import Heading
from api.web.answering import COLLEAGUES
from api.web.entry_words import field_words, said_words, value_words
from api.words import tr
from api.words.formats import shown_time
from api.words.vocabulary import actor_words, word

CHOICE = "keep-"
"""How the names of the fields begin that choose; each sends one id, or nothing to keep theirs."""
_CLOSED = frozenset({"address", "contact_phone", "phone", "tax_code"})
"""Of natural persons no page shows these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: who changed what, and the two answers; `id` chooses the list's."""

    id: str
    row: int
    sentence: str
    theirs: str
    other: str
    registration: str = ""


def questions(plan: Plan, faster: Iterable[Faster], now: datetime) -> tuple[Question, ...]:
    """Return what a page asks, by row: about entries on record, and about cells of the list."""
    means = {heading.column: heading for heading in headings(plan.opened.understood)}
    asked = [_question(one, now) for one in plan.disputed]
    asked += [
        _cell_question(one, means[one.column], plan.sent.get((one.row, one.column), ""), now)
        for one in faster
        if one.column in means
    ]
    return tuple(sorted(asked, key=lambda one: (one.row, one.id)))


def who_words(actor: str) -> str:
    """Return who did something: a colleague by name, others by what they are."""
    role = actor.partition("-")[0]
    return actor_words(actor) if role in COLLEAGUES else word(role)


def _question(one: Disputed, now: datetime) -> Question:
    is_closed = one.natural and one.name in _CLOSED
    return Question(
        id=one.id,
        row=one.row,
        sentence=_closed_sentence(one, now) if is_closed else _sentence(one, now),
        theirs="" if is_closed else value_words(one.name, one.touch.after),
        other="" if is_closed else value_words(one.name, one.listed),
        registration=one.registration,
    )


def _cell_question(one: Faster, heading: Heading, sent: str, now: datetime) -> Question:
    said = {"row": one.row, "who": who_words(one.actor), "time": shown_time(one.at, now)}
    if sent:
        sentence = tr(
            "Row {row}: {who} changed {before} to {after} at {time}. Keep which?",
            **said,
            before=_cell_words(heading, sent, named=True),
            after=_cell_words(heading, one.theirs),
        )
    else:
        sentence = tr(
            "Row {row}: {who} entered {after} at {time}. Keep which?",
            **said,
            after=_cell_words(heading, one.theirs, named=True),
        )
    return Question(
        id=one.id,
        row=one.row,
        sentence=sentence,
        theirs=_cell_words(heading, one.theirs),
        other=_cell_words(heading, one.mine),
    )


def _cell_words(heading: Heading, text: str, *, named: bool = False) -> str:
    """Return a cell in words, with its header if `named`; a star class speaks for itself."""
    if heading.means == STAR.name and text.isdecimal():
        return tr("{n} stars", n=text)
    return f"{heading.header} {text}" if named else text


def _sentence(one: Disputed, now: datetime) -> str:
    touch, name = one.touch, one.name
    said = {"row": one.row, "who": who_words(touch.actor), "time": shown_time(touch.at, now)}
    if touch.before is None:
        return tr(
            "Row {row}: {who} entered {after} at {time}. Keep which?",
            **said,
            after=said_words(name, touch.after),
        )
    if touch.after is None:
        return tr(
            "Row {row}: {who} took out {before} at {time}. Keep which?",
            **said,
            before=said_words(name, touch.before),
        )
    return tr(
        "Row {row}: {who} changed {before} to {after} at {time}. Keep which?",
        **said,
        before=said_words(name, touch.before),
        after=value_words(name, touch.after),
    )


def _closed_sentence(one: Disputed, now: datetime) -> str:
    return tr(
        "Row {row}: {who} changed {what} at {time}; it is kept closed. Keep which?",
        row=one.row,
        who=who_words(one.touch.actor),
        what=field_words(one.name),
        time=shown_time(one.touch.at, now),
    )
