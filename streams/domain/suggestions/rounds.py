"""Decisions of the reactions: what the match is, what is sent, what has lapsed."""

from streams.domain.command import Act, Decision
from streams.domain.errors import Conflict
from streams.domain.events.registrations import DistributorProfile, ProducerProfile
from streams.domain.events.suggestions import (
    LapsedEntry,
    MatchEntry,
    MatchingUpdated,
    SentEntry,
    SuggestionsLapsed,
    SuggestionsSent,
)
from streams.domain.fairs.rules import fair_of
from streams.domain.fairs.state import Fair
from streams.domain.registrations.state import Places, Registration
from streams.domain.state import pair_id, registration_of
from streams.domain.suggestions.commands import (
    LapseSuggestions,
    PairChange,
    ScoredPair,
    SendSuggestions,
    UpdateMatching,
)
from streams.domain.suggestions.deadline import LAPSE_AFTER, answer_deadline
from streams.domain.suggestions.state import Matching, Round, Suggestion
from streams.domain.view import View
from streams.domain.vocabulary import Side

_SENDABLE = frozenset({"open", "pinned", "lapsed"})


def update_matching(command: UpdateMatching, view: View, _: Act) -> Decision:
    """The match is a preview: each pair stands on its own basis, the whole on the matching alone.

    A pair that people have changed meanwhile is skipped by the projector, not by this rule.
    """
    view.change(Matching, command.fair)
    view.ahead(name for pair in command.pairs for name in _names(pair.producer, pair.seat))
    return Decision(
        subject=Matching.name_of(command.fair),
        fact=MatchingUpdated(
            through=command.through,
            objective=command.objective,
            bound=command.bound,
            entries=tuple(_match_entry(pair, view) for pair in command.pairs),
        ),
    )


def send_suggestions(command: SendSuggestions, view: View, act: Act) -> Decision:
    """Each pair is sent if both companies are there, nothing forbids it and places are free.

    A round on schedule is recorded even if it was empty, so that it does not stay due.

    Raises
    ------
    Conflict
        When not one of the pairs can be sent.
    """
    fair = fair_of(view, command.fair)
    if fair.is_held(act.today):
        raise Conflict(
            "fair_over",
            "{fair} is over and nothing is sent any more. Record what was agreed elsewhere.",
            fair=fair.details.name,
        )
    state = view.change(Round, command.fair)
    number = (state.number if state else 0) + 1
    view.ahead(name for pair in command.pairs for name in _names(pair.producer, pair.seat))
    taken: dict[str, int] = {}
    once = {(pair.producer, pair.seat): pair for pair in command.pairs}
    entries = [
        entry
        for _, pair in sorted(once.items())
        if (entry := _sent_entry(pair, fair, view, taken)) is not None
    ]
    if not entries and not command.even_if_empty:
        raise Conflict("nothing_to_send", "There is nothing new to send. Wait for the next match.")
    return Decision(
        subject=Round.name_of(command.fair),
        fact=SuggestionsSent(
            round=number, deadline=answer_deadline(fair, act.time), entries=tuple(entries)
        ),
    )


def lapse_suggestions(command: LapseSuggestions, view: View, act: Act) -> Decision:
    """What was sent and not answered by both sides lapses 30 s after its deadline.

    Raises
    ------
    Conflict
        When nothing is left to lapse.
    """
    view.change(Round, command.fair)
    entries = []
    for producer, seat in sorted(set(command.pairs)):
        line = view.line()
        suggestion = line.change(Suggestion, pair_id(producer, seat))
        if (
            suggestion is None
            or suggestion.status != "sent"
            or suggestion.deadline is None
            or suggestion.deadline + LAPSE_AFTER > act.time
        ):
            continue
        line.change(Places, producer)
        line.change(Places, seat)
        entries.append(LapsedEntry(producer=producer, seat=seat, changes=line.basis.changes))
    if not entries:
        raise Conflict("nothing_to_lapse", "Every suggestion was answered. Nothing to do.")
    return Decision(
        subject=Round.name_of(command.fair), fact=SuggestionsLapsed(entries=tuple(entries))
    )


def _names(producer: str, seat: str) -> tuple[str, ...]:
    """Return the aggregates that a pair stands on."""
    return (
        Registration.name_of(producer),
        Registration.name_of(registration_of(seat)),
        Places.name_of(producer),
        Places.name_of(seat),
        Suggestion.name_of(pair_id(producer, seat)),
    )


def _match_entry(pair: PairChange, view: View) -> MatchEntry:
    line = view.line()
    for name in _names(pair.producer, pair.seat):
        line.rely(name)
    return MatchEntry(
        producer=pair.producer,
        seat=pair.seat,
        enters=pair.enters,
        score=pair.score,
        parts=pair.parts,
        reads=line.basis.reads,
    )


def _sent_entry(
    pair: ScoredPair, fair: Fair, view: View, taken: dict[str, int]
) -> SentEntry | None:
    """Return the entry, or None if the pair cannot be sent; `taken` counts this event's places."""
    line = view.line()
    left = line.read(Registration, pair.producer)
    right = line.read(Registration, registration_of(pair.seat))
    suggestion = line.change(Suggestion, pair_id(pair.producer, pair.seat)) or Suggestion()
    admission = fair.details.settings.admission == "organiser"
    if (
        left is None
        or right is None
        or not isinstance(left.profile, ProducerProfile)
        or not isinstance(right.profile, DistributorProfile)
        or pair.seat not in right.nodes
        or not left.takes_part(admission=admission)
        or not right.takes_part(admission=admission)
        or suggestion.status not in _SENDABLE
    ):
        return None
    if not suggestion.holds:
        for registration, node in ((left, pair.producer), (right, pair.seat)):
            places = line.change(Places, node)
            held = (places.held if places else 0) + taken.get(node, 0)
            if held >= registration.places_of(node):
                return None
        for node in (pair.producer, pair.seat):
            taken[node] = taken.get(node, 0) + 1
    return SentEntry(
        producer=pair.producer,
        seat=pair.seat,
        score=pair.score,
        parts=pair.parts,
        caution=pair.caution,
        asked=_asked(left),
        by=pair.by,
        reads=line.basis.reads,
        changes=line.basis.changes,
    )


def _asked(producer: Registration) -> tuple[Side, ...]:
    """Ask one side where the producer said yes beforehand: two silences multiply."""
    profile = producer.profile
    if isinstance(profile, ProducerProfile) and profile.standing_yes:
        return ("distributor",)
    return ("producer", "distributor")
