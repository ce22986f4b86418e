"""What people did last at a fair, in words: whom it was about, by name, and where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from api.words.vocabulary import actor_words, word
from streams.domain.state import registration_of
from streams.store.queries.recent import RecentActs

_PAIRS = frozenset({"suggestion", "wish", "meeting"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """One act, or a run of equal ones; `address` is empty where no page shows it."""

    recorded_at: datetime
    actor: str
    whom: str
    did: str
    number: int
    about: str
    address: str
    channel: str


def companies_in(acts: Iterable[RecentActs]) -> set[str]:
    """Return the registrations that acts were about, or done for."""
    told = {one.on_behalf_of for one in acts if one.on_behalf_of}
    return told | {company for one in acts for company in _companies(one)}


def recent_in_words(
    fair: str, acts: Iterable[RecentActs], names: Mapping[str, str]
) -> list[Recent]:
    """Return the last acts of a fair as its overview tells them; `names` are by registration."""
    return [
        Recent(
            recorded_at=one.recorded_at,
            actor=actor_words(one.actor),
            whom=names.get(one.on_behalf_of, "") if one.on_behalf_of else "",
            did=word(one.type),
            number=one.number,
            about=" – ".join(names[company] for company in _companies(one) if company in names),
            address=_address(fair, one),
            channel=one.channel,
        )
        for one in acts
    ]


def _companies(act: RecentActs) -> list[str]:
    """Return the registrations that an act was about; a run of acts was about many."""
    noun, _, subject = act.subject.partition("/")
    if act.number > 1:
        return []
    if noun in _PAIRS:
        producer, _, seat = subject.partition("~")
        return [producer, registration_of(seat)]
    return [subject] if noun == "registration" else []


def _address(fair: str, act: RecentActs) -> str:
    noun, _, subject = act.subject.partition("/")
    here = f"/fairs/{fair}"
    if act.number > 1:
        return ""
    if noun in _PAIRS:
        return f"{here}/pairs/{subject.replace('~', '/')}"
    places = {
        "registration": f"{here}/registrations/{subject}",
        "agreement": f"{here}/agreements/{subject}",
        "round": f"{here}/suggestions",
    }
    return places.get(noun, "")
