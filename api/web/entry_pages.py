"""Drawing one entry: in words with its papers judged by the fair's days, or as a form."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from fastapi import Request, Response

from api.doors import actor_of
from api.forms.registration import RegistrationForm
from api.imports.registrations.known import Known, known_of, references_of
from api.web.answering import is_colleague
from api.web.entry_fields import PAPERS, EntryFields
from api.web.history import lines_of, said_with
from api.web.pages import page
from api.web.phases import takes_registrations
from api.words import tr
from api.words.product_sets import product_set_words
from api.words.vocabulary import word
from streams.domain.days import local_day
from streams.domain.errors import DomainError, NotFound
from streams.domain.events.registrations import Paper
from streams.domain.fairs.state import Fair
from streams.domain.registrations.state import Registration
from streams.domain.vocabulary import (
    NATURAL_PERSONS,
    PRODUCT_SETS,
    Channel,
    DistributorKind,
    ProducerKind,
    Side,
    WithdrawalReason,
)
from streams.runtime.history import history_of
from streams.runtime.installation import Installation
from streams.store.queries.recorded import registrations_by_id

KINDS = {"producer": get_args(ProducerKind), "distributor": get_args(DistributorKind)}
REASONS: tuple[WithdrawalReason, ...] = get_args(WithdrawalReason)
CHANNELS: tuple[Channel, ...] = ("desk", "phone", "own")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A paper with what its end means for the fair."""

    paper: Paper
    state: Literal["valid", "no_end", "ends_during", "ended_before"]


def blank(fair: Fair, side: Side) -> RegistrationForm:
    """Return an entry that states nothing yet."""
    settings = fair.details.settings
    kind = "cooperative" if side == "producer" else "supermarket_chain"
    return RegistrationForm(side=side, kind=kind, name="", places=settings.producer_places)


def known_entry(office: Installation, fair: str, registration: str) -> Known:
    """Return an entry with its private data.

    Raises
    ------
    NotFound
        When there is none at this fair.
    """
    with office.reading() as connection:
        found = registrations_by_id(connection, fair, [registration])
    if registration not in found:
        raise NotFound(
            "no_such_registration",
            "There is no registration {id} at this fair. Check the id.",
            id=registration,
        )
    version, state = found[registration]
    return known_of(state, version, office.keeper.read(references_of(state.profile)))


def form_page(
    request: Request,
    fair: Fair,
    fields: EntryFields,
    *,
    side: Side = "producer",
    known: Known | None = None,
    refusal: DomainError | None = None,
) -> Response:
    """Draw the form of an entry; of a new one, `side` says which."""
    chosen = known.registration.side if known else side
    context = {
        "fair": fair,
        "known": known,
        "side": chosen,
        "fields": fields,
        "kinds": KINDS[chosen],
        "paper_codes": PAPERS,
        "channels": CHANNELS,
        "sets": [(str(number), product_set_words(number)) for number in PRODUCT_SETS],
    }
    return page(request, "entry_form.html", context, refusal=refusal)


def entry_page(
    request: Request,
    office: Installation,
    fair: Fair,
    registration: str,
    refusal: DomainError | None = None,
) -> Response:
    """Draw an entry in words, with what happened to it."""
    known = known_entry(office, fair.id, registration)
    state = known.registration
    with office.reading() as connection:
        told = history_of(connection, office.log, fair.id, Registration.name_of(registration))
    name = known.form.name or tr("{kind} (erased)", kind=word(known.form.kind).capitalize())
    natural = known.form.side == "producer" and known.form.kind in NATURAL_PERSONS
    context = {
        "fair": fair,
        "takes": takes_registrations(fair, local_day(office.clock())),
        "known": known,
        "entry": state,
        "form": known.form,
        "name": name,
        "natural": natural,
        "papers": [PaperLine(paper=one, state=_valid(one, fair)) for one in known.form.papers],
        "set_words": product_set_words,
        "sets_of": lambda sets: "; ".join(map(product_set_words, sets)),
        "words_of": lambda codes: ", ".join(map(word, codes)),
        "history": lines_of(
            told,
            did=word,
            names={registration: name},
            said=said_with(office.keeper, told) if is_colleague(actor_of(request)) else {},
        ),
        "reasons": REASONS,
        "channels": CHANNELS,
        "asks_admission": fair.details.settings.admission == "organiser",
    }
    return page(request, "entry.html", context, refusal=refusal)


def _valid(paper: Paper, fair: Fair) -> Literal["valid", "no_end", "ends_during", "ended_before"]:
    ends: date | None = paper.expires_on
    if ends is None:
        return "no_end"
    if ends >= fair.last_day:
        return "valid"
    return "ends_during" if ends >= fair.first_day else "ended_before"
