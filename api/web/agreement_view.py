"""One paper as its page shows it: what it says, who signed, whether it counts, its history."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from fastapi import Request, Response

from api.names import names_behind, names_of
from api.web.agreement_history import told_in_words
from api.web.history import said_with
from api.web.pages import page
from api.words import tr
from api.words.product_sets import product_set_words
from api.words.vocabulary import actor_words, word
from streams.domain.agreements.state import Agreement
from streams.domain.days import local_day
from streams.domain.errors import DomainError, NotFound
from streams.domain.events.agreements import Party
from streams.domain.fairs.state import Fair
from streams.domain.vocabulary import Authority, EvidenceLevel, VoidReason
from streams.runtime.history import history_of
from streams.runtime.inspection import last_ordinal
from streams.runtime.installation import Installation
from streams.store.queries.agreement_register import (
    RegisterRow,
    paper_numbered,
    papers_counted,
    papers_ended_by,
    register_of,
    register_page,
)
from streams.store.queries.agreements import agreement_state

AUTHORITIES: tuple[str, ...] = get_args(Authority)
VOID_REASONS: tuple[str, ...] = get_args(VoidReason)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyShown:
    """A party with the names that staff may read; never a tax code, telephone or address."""

    index: int
    name: str
    party: Party
    signatory: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of a paper's history, in words."""

    ordinal: int
    recorded_at: datetime
    actor: str
    whom: str
    channel: str
    sentence: str
    said: tuple[str, ...]
    taken_back: bool


def state_of(office: Installation, fair: str, agreement: str) -> Agreement:
    """Return a paper as it stands.

    Raises
    ------
    NotFound
        When there is none with this id at this fair.
    """
    with office.reading() as connection:
        state = agreement_state(connection, fair, agreement)
    if state is None:
        raise NotFound(
            "no_such_agreement",
            "There is no agreement {id} at this fair. Check the id.",
            id=agreement,
        )
    return state


def why_not_counted(row: RegisterRow, fair: Fair) -> str:
    """Return why a paper does not count, in words; empty where it does."""
    if row.reason == "out_of_dates" and (row.signed_on or "") < fair.first_day.isoformat():
        return tr("signed before the fair")
    return word(row.reason) if row.reason else ""


def today_of(office: Installation) -> date:
    """Return the present day at the fair."""
    return local_day(office.clock())


def paper_page(
    request: Request,
    office: Installation,
    fair: Fair,
    agreement: str,
    *,
    typed: Mapping[str, Any] | None = None,
    refusal: DomainError | None = None,
) -> Response:
    """Return the page of a paper.

    Parameters
    ----------
    typed : mapping
        What was typed into a form that was refused.
    refusal : DomainError
        Why.
    """
    state = state_of(office, fair.id, agreement)
    with office.reading() as connection:
        register = register_of(connection, fair, today_of(office))
        (row,) = register_page(connection, register, ids=[agreement])
        number = state.content.number
        context = {
            "row": row,
            "counted": papers_counted(connection, register),
            "ended": papers_ended_by(connection, register, agreement, number),
            "successor": paper_numbered(connection, fair.id, state.superseded_by)
            if state.superseded_by
            else None,
            "kept": _number_of(connection, fair.id, state.merged_into),
            "history": _history(connection, office, fair.id, agreement),
            "ordinal": last_ordinal(connection, fair.id),
        }
    context |= {
        "fair": fair,
        "paper": state,
        "why_not": why_not_counted(row, fair),
        "address": f"/fairs/{fair.id}/agreements/{agreement}",
        "parties": parties_of(office, state),
        "products": state.content.items,
        "set_words": product_set_words,
        "levels": _levels(state.evidence),
        "authorities": AUTHORITIES,
        "void_reasons": VOID_REASONS,
        "today": today_of(office).isoformat(),
        "typed": defaultdict(str, typed or {}),
    }
    return page(request, "agreements/paper.html", context, refusal=refusal)


def parties_of(office: Installation, state: Agreement) -> list[PartyShown]:
    """Return the parties with names and signatories; what was erased reads as such."""
    parties = state.content.parties
    hidden = names_behind(office.keeper, ((party.kind, party.private) for party in parties))
    signatories = office.keeper.read(
        party.signatory_ref for party in parties if party.signatory_ref is not None
    )
    return [
        PartyShown(
            index=index,
            name=party.name or hidden[party.private],
            party=party,
            signatory=signatories.get(party.signatory_ref, {}).get("name", tr("(erased)"))
            if party.signatory_ref
            else "",
        )
        for index, party in enumerate(parties)
    ]


def _number_of(connection: Any, fair: str, agreement: str | None) -> str:
    """Return the number of a paper; empty where there is none."""
    found = agreement_state(connection, fair, agreement) if agreement else None
    return found.content.number if found else ""


def _levels(reached: EvidenceLevel) -> list[tuple[str, str, bool]]:
    """Return each level of evidence with what it takes, and whether it is reached."""
    takes = {
        "E0": tr("listed only"),
        "E1": tr("both parties confirmed the text through their own link"),
        "E2": tr("scan of the signed paper with the conversion mark, attested by the organiser"),
        "E3": tr("digital signatures intact"),
        "E4": tr("intact digital signatures with a trusted chain and a timestamp"),
    }
    return [(level, sentence, level <= reached) for level, sentence in takes.items()]


def _history(connection: Any, office: Installation, fair: str, agreement: str) -> list[Happened]:
    told = history_of(connection, office.log, fair, Agreement.name_of(agreement))
    said = said_with(office.keeper, told)
    names = names_of(office, fair, {one.on_behalf_of for one in told if one.on_behalf_of})
    return [
        Happened(
            ordinal=one.ordinal,
            recorded_at=one.recorded_at,
            actor=actor_words(one.actor),
            whom=names.get(one.on_behalf_of, one.on_behalf_of) if one.on_behalf_of else "",
            channel=one.channel,
            sentence=told_in_words(one.fact),
            said=said.get(one.ordinal, ()),
            taken_back=one.taken_back,
        )
        for one in told
    ]
