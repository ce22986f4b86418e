"""The two tables that are the system: command → decide, and (fact, state) → evolve.

To add a rule, an event or a state, add its line here; nothing is registered by decoration, so what
the system can do is read in one place. `act.taken_back` has no line: the projector restores what
each changed aggregate was before (`docs/events.md`, rule of effectiveness).
"""

from collections.abc import Callable, Mapping
from typing import Any

from streams.domain import claims, erasure, letters, taking_back
from streams.domain.agreements import commands as agreement_commands
from streams.domain.agreements import ending, entry, signing
from streams.domain.agreements import state as agreements
from streams.domain.agreements.state import Agreement, Number
from streams.domain.claims import Claim
from streams.domain.command import Act, Command, Decision
from streams.domain.erasure import Erasure
from streams.domain.event import Entry, Fact
from streams.domain.events import acts, evidence
from streams.domain.events import agreements as agreement_facts
from streams.domain.events import fairs as fair_facts
from streams.domain.events import letters as letter_facts
from streams.domain.events import meetings as meeting_facts
from streams.domain.events import registrations as registration_facts
from streams.domain.events import suggestions as suggestion_facts
from streams.domain.fairs import commands as fair_commands
from streams.domain.fairs import rules as fair_rules
from streams.domain.fairs import state as fairs
from streams.domain.fairs.state import Fair, Series
from streams.domain.letters import Letter
from streams.domain.registrations import commands as registration_commands
from streams.domain.registrations import rules as registration_rules
from streams.domain.registrations import state as registrations
from streams.domain.registrations.state import Identity, Places, Registration
from streams.domain.state import State
from streams.domain.suggestions import answers, hand, meetings, rounds
from streams.domain.suggestions import commands as suggestion_commands
from streams.domain.suggestions import state as suggestions
from streams.domain.suggestions.state import Matching, Meeting, Round, Suggestion, Wish
from streams.domain.view import View

Decide = Callable[[Any, View, Act], Decision]
Evolve = Callable[[Any, Any, Any], State]

DECIDE: Mapping[type[Command], Decide] = {
    fair_commands.DefineSeries: fair_rules.define_series,
    fair_commands.AnnounceFair: fair_rules.announce_fair,
    fair_commands.ReviseFair: fair_rules.revise_fair,
    fair_commands.RescheduleFair: fair_rules.reschedule_fair,
    fair_commands.OpenFair: fair_rules.open_fair,
    fair_commands.CloseFair: fair_rules.close_fair,
    registration_commands.SubmitRegistration: registration_rules.submit_registration,
    registration_commands.ReviseRegistration: registration_rules.revise_registration,
    registration_commands.AdmitRegistration: registration_rules.admit_registration,
    registration_commands.WithdrawRegistration: registration_rules.withdraw_registration,
    registration_commands.AttachPaper: registration_rules.attach_paper,
    suggestion_commands.RequestMeeting: hand.request_meeting,
    suggestion_commands.ForbidPair: hand.forbid_pair,
    suggestion_commands.AllowPair: hand.allow_pair,
    suggestion_commands.PinPair: hand.pin_pair,
    suggestion_commands.UpdateMatching: rounds.update_matching,
    suggestion_commands.SendSuggestions: rounds.send_suggestions,
    suggestion_commands.LapseSuggestions: rounds.lapse_suggestions,
    suggestion_commands.AcceptSuggestion: answers.accept_suggestion,
    suggestion_commands.DeclineSuggestion: answers.decline_suggestion,
    suggestion_commands.HoldMeeting: meetings.hold_meeting,
    suggestion_commands.MissMeeting: meetings.miss_meeting,
    suggestion_commands.NoteOutcome: meetings.note_outcome,
    agreement_commands.RecordAgreement: entry.record_agreement,
    agreement_commands.DraftAgreement: entry.draft_agreement,
    agreement_commands.CorrectAgreement: entry.correct_agreement,
    agreement_commands.ProposeAgreement: signing.propose_agreement,
    agreement_commands.ConfirmAgreement: signing.confirm_agreement,
    agreement_commands.SignAgreement: signing.sign_agreement,
    agreement_commands.DeclineAgreement: signing.decline_agreement,
    agreement_commands.VoidAgreement: ending.void_agreement,
    agreement_commands.MergeAgreement: ending.merge_agreement,
    agreement_commands.UnmergeAgreement: ending.unmerge_agreement,
    agreement_commands.SupersedeAgreement: ending.supersede_agreement,
    agreement_commands.AttachDocument: ending.attach_document,
    claims.RecordClaim: claims.record_claim,
    erasure.ErasePerson: erasure.erase_person,
    taking_back.TakeBack: taking_back.take_back,
    letters.DropLetter: letters.drop_letter,
}

EVOLVE: Mapping[tuple[type[Fact] | type[Entry], type[State]], Evolve] = {
    (fair_facts.SeriesDefined, Series): fairs.defined,
    (fair_facts.FairAnnounced, Fair): fairs.announced,
    (fair_facts.FairRevised, Fair): fairs.revised,
    (fair_facts.FairRescheduled, Fair): fairs.rescheduled,
    (fair_facts.FairOpened, Fair): fairs.opened,
    (fair_facts.FairClosed, Fair): fairs.closed,
    (registration_facts.RegistrationSubmitted, Registration): registrations.submitted,
    (registration_facts.RegistrationSubmitted, Identity): registrations.identity_taken,
    (registration_facts.RegistrationRevised, Registration): registrations.revised,
    (registration_facts.RegistrationRevised, Identity): registrations.identity_taken,
    (registration_facts.RegistrationAdmitted, Registration): registrations.admitted,
    (registration_facts.RegistrationWithdrawn, Registration): registrations.withdrawn,
    (registration_facts.RegistrationWithdrawn, Identity): registrations.identity_freed,
    (registration_facts.RegistrationWithdrawn, Places): registrations.places_released,
    (registration_facts.RegistrationWithdrawn, Suggestion): suggestions.withdrawn,
    (suggestion_facts.MeetingRequested, Wish): suggestions.wished,
    (suggestion_facts.PairForbidden, Suggestion): suggestions.forbidden,
    (suggestion_facts.PairAllowed, Suggestion): suggestions.allowed,
    (suggestion_facts.PairAllowed, Places): suggestions.place_released,
    (suggestion_facts.PairPinned, Suggestion): suggestions.pinned,
    (suggestion_facts.PairPinned, Places): suggestions.place_taken,
    (suggestion_facts.MatchingUpdated, Matching): suggestions.updated,
    (suggestion_facts.SuggestionsSent, Round): suggestions.round_sent,
    (suggestion_facts.SentEntry, Suggestion): suggestions.sent,
    (suggestion_facts.SentEntry, Places): suggestions.place_taken,
    (suggestion_facts.SuggestionAccepted, Suggestion): suggestions.accepted,
    (suggestion_facts.SuggestionAccepted, Places): suggestions.place_taken,
    (suggestion_facts.MeetingAgreed, Suggestion): suggestions.agreed,
    (suggestion_facts.MeetingAgreed, Places): suggestions.place_taken,
    (suggestion_facts.SuggestionDeclined, Suggestion): suggestions.declined,
    (suggestion_facts.SuggestionDeclined, Places): suggestions.place_released,
    (suggestion_facts.SuggestionsLapsed, Round): suggestions.lapses_noted,
    (suggestion_facts.LapsedEntry, Suggestion): suggestions.lapsed,
    (suggestion_facts.LapsedEntry, Places): suggestions.place_released,
    (meeting_facts.MeetingHeld, Meeting): suggestions.held,
    (meeting_facts.MeetingMissed, Meeting): suggestions.missed,
    (meeting_facts.OutcomeNoted, Meeting): suggestions.outcome_noted,
    (agreement_facts.AgreementRecorded, Agreement): agreements.recorded,
    (agreement_facts.AgreementRecorded, Number): agreements.number_taken,
    (agreement_facts.AgreementDrafted, Agreement): agreements.drafted,
    (agreement_facts.AgreementDrafted, Number): agreements.number_taken,
    (agreement_facts.AgreementProposed, Agreement): agreements.proposed,
    (agreement_facts.AgreementConfirmed, Agreement): agreements.confirmed,
    (agreement_facts.AgreementSigned, Agreement): agreements.signed,
    (agreement_facts.AgreementDeclined, Agreement): agreements.declined,
    (agreement_facts.AgreementDeclined, Number): agreements.number_freed,
    (agreement_facts.AgreementVoided, Agreement): agreements.voided,
    (agreement_facts.AgreementMerged, Agreement): agreements.merged,
    (agreement_facts.AgreementUnmerged, Agreement): agreements.unmerged,
    (agreement_facts.AgreementSuperseded, Agreement): agreements.superseded,
    (agreement_facts.AgreementCorrected, Agreement): agreements.corrected,
    (agreement_facts.AgreementCorrected, Number): agreements.number_taken,
    (evidence.DocumentAttached, Agreement): agreements.document_attached,
    (evidence.DocumentAttached, Registration): registrations.document_attached,
    (evidence.ClaimRecorded, Claim): claims.recorded,
    (acts.PersonErased, Erasure): erasure.erased,
    (letter_facts.LetterDropped, Letter): letters.dropped,
}

STATES: Mapping[str, type[State]] = {
    state.noun: state
    for state in (
        Series,
        Fair,
        Registration,
        Identity,
        Places,
        Suggestion,
        Wish,
        Round,
        Matching,
        Meeting,
        Agreement,
        Number,
        Claim,
        Erasure,
        Letter,
    )
}


def decide(command: Command, view: View, act: Act) -> Decision:
    """Decide one command against the present state, or raise the rule's refusal."""
    return DECIDE[type(command)](command, view, act)
