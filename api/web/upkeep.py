"""Upkeep: what could not be read, what came too late, what to compare; nothing stays unseen."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from api.doors import Office, may
from api.findings import finding_sentence
from api.names import names_of
from api.web.pages import page
from api.words import tr
from api.words.vocabulary import word
from streams.runtime.inspection import examine
from streams.runtime.installation import Installation
from streams.store.queries.letters import count_open_letters, letters_newest
from streams.store.queries.unresolved import (
    LostAct,
    copies_to_review,
    count_lost_acts,
    lost_acts_newest,
)

SHOWN = 50
"""Lines of each list; the counts above them say how many there are."""

router = APIRouter()


@router.get("/upkeep", dependencies=[may("log.read")])
def upkeep(request: Request, office: Office) -> Response:
    """List what had no effect, with its reason, and copies that differ."""
    with office.reading() as connection:
        lost = lost_acts_newest(connection, SHOWN)
        context = {
            "findings": [finding_sentence(one) for one in examine(connection)],
            "dead": letters_newest(connection, SHOWN),
            "dead_count": count_open_letters(connection),
            "lost": lost,
            "lost_count": count_lost_acts(connection),
            "copies": copies_to_review(connection),
        }
    context |= {
        "for_whom": _for_whom(office, lost),
        "attribute": attribute_in_words,
        "cause": cause_in_words,
        "moved_on": lambda names: ", ".join(map(moved_on_in_words, names)),
    }
    return page(request, "upkeep.html", context)


def _for_whom(office: Installation, lost: Sequence[LostAct]) -> dict[tuple[str, str], str]:
    """Return the names of those for whom somebody acted, by fair and registration."""
    found: dict[tuple[str, str], str] = {}
    for fair in {one.key for one in lost}:
        ids = {one.on_behalf_of for one in lost if one.key == fair and one.on_behalf_of}
        found |= {(fair, id_): name for id_, name in names_of(office, fair, ids).items()}
    return found


def attribute_in_words(name: str) -> str:
    """Return what people call a part of a record's envelope."""
    names = {
        "type": tr("kind"),
        "subject": tr("about"),
        "time": tr("time"),
        "actor": tr("who"),
        "channel": tr("way"),
        "onbehalfof": tr("for whom"),
    }
    return names.get(name, name)


def cause_in_words(code: str) -> str:
    """Return why a record could not be read."""
    causes = {
        "bad_envelope": tr("its envelope cannot be read"),
        "bad_fact": tr("what it says does not have the form of its kind"),
        "oversize": tr("it is larger than an event may be"),
        "key_mismatch": tr("it stands under another fair than it names"),
        "unknown_type": tr("no version of the program knows its kind"),
        "cannot_apply": tr("what it says cannot be applied to what is on record"),
    }
    return causes.get(code, code)


def moved_on_in_words(name: str) -> str:
    """Return what had changed meanwhile, from the name of an aggregate."""
    noun, _, end = name.partition("/")
    nouns = {
        "agreement": tr("paper"),
        "fair": tr("fair"),
        "identity": tr("company"),
        "matching": tr("match"),
        "number": tr("number"),
        "parts": tr("other parts of the batch"),
        "places": tr("places"),
        "registration": tr("registration"),
        "round": tr("sending round"),
        "series": tr("series"),
        "suggestion": tr("suggestion"),
    }
    return f"{nouns.get(noun, word(noun))} {end}".strip()
