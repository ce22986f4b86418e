"""The catalogue: every fact that may stand on the log, in the order of the story they tell.

A type that is not listed here is unknown to the log's codec, and a new version of a type gets an
upcaster in `streams.log.upcasting`; `docs/events.md` is generated from this tuple.
"""

from streams.domain.event import Fact
from streams.domain.events.acts import ActTakenBack, PersonErased
from streams.domain.events.agreements import (
    AgreementConfirmed,
    AgreementCorrected,
    AgreementDeclined,
    AgreementDrafted,
    AgreementMerged,
    AgreementProposed,
    AgreementRecorded,
    AgreementSigned,
    AgreementSuperseded,
    AgreementUnmerged,
    AgreementVoided,
)
from streams.domain.events.evidence import ClaimRecorded, DocumentAttached
from streams.domain.events.fairs import (
    FairAnnounced,
    FairClosed,
    FairOpened,
    FairRescheduled,
    FairRevised,
    SeriesDefined,
)
from streams.domain.events.letters import LetterDropped
from streams.domain.events.meetings import MeetingHeld, MeetingMissed, OutcomeNoted
from streams.domain.events.registrations import (
    RegistrationAdmitted,
    RegistrationRevised,
    RegistrationSubmitted,
    RegistrationWithdrawn,
)
from streams.domain.events.suggestions import (
    MatchingUpdated,
    MeetingAgreed,
    MeetingRequested,
    PairAllowed,
    PairForbidden,
    PairPinned,
    SuggestionAccepted,
    SuggestionDeclined,
    SuggestionsLapsed,
    SuggestionsSent,
)

CATALOGUE: tuple[type[Fact], ...] = (
    SeriesDefined,
    FairAnnounced,
    FairRevised,
    FairRescheduled,
    FairOpened,
    FairClosed,
    RegistrationSubmitted,
    RegistrationRevised,
    RegistrationAdmitted,
    RegistrationWithdrawn,
    MeetingRequested,
    PairForbidden,
    PairAllowed,
    PairPinned,
    MatchingUpdated,
    SuggestionsSent,
    SuggestionAccepted,
    SuggestionDeclined,
    SuggestionsLapsed,
    MeetingAgreed,
    MeetingHeld,
    MeetingMissed,
    OutcomeNoted,
    AgreementRecorded,
    AgreementDrafted,
    AgreementProposed,
    AgreementConfirmed,
    AgreementSigned,
    AgreementDeclined,
    AgreementVoided,
    AgreementMerged,
    AgreementUnmerged,
    AgreementSuperseded,
    AgreementCorrected,
    DocumentAttached,
    ClaimRecorded,
    PersonErased,
    ActTakenBack,
    LetterDropped,
)
