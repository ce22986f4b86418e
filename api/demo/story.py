"""What happens in the demo: registrations, match, rounds, answers, walk-ins, signatures.

Everything goes through the commands that people use; only the clock is the story's own.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from importlib import resources
from random import Random

from api.demo.companies import further_companies, typical_fair
from api.demo.hand import ORGANISER, Hand
from api.demo.signing import meet_and_sign
from api.forms.registration import RegistrationForm, profile_of
from api.imports import import_agreements, import_fairs
from streams.domain.days import local_day
from streams.domain.events.fairs import FairDetails, FairSettings, Period
from streams.domain.fairs.commands import AnnounceFair, OpenFair
from streams.domain.registrations.commands import SubmitRegistration
from streams.domain.suggestions.commands import (
    AcceptSuggestion,
    DeclineSuggestion,
    SendSuggestions,
)
from streams.domain.vocabulary import Channel, Side
from streams.pairing.sending import pairs_to_send
from streams.store.queries.suggestions import SuggestionRow, suggestions_of

FAIR = "ocop-mau"
SERIES = "hanoi-2020"
BEGINS_BEFORE = timedelta(days=42)
"""How long before the fair the whole story begins."""
UNTIL_ANSWERED = timedelta(days=15)
"""How long it takes until the first suggestions are answered."""
_LATE = 40
_FURTHER = 1_960
"""With the late ones enough for an hour and more, one every two seconds."""
_DAYS = 4
_A_DAY = 12
_SIGNATURES = 12


class Story:
    """One run of the demo; `forms` keeps what each company stated, by registration."""

    def __init__(self, hand: Hand, first_day: date) -> None:
        self.forms: dict[str, RegistrationForm] = {}
        self._hand = hand
        self._random = Random(21)
        self._first_day = first_day

    def tell(self, progress: Callable[[int, int], None]) -> None:
        """Tell the whole story; `progress` hears how many of the entries are in."""
        self._recall_history()
        self._announce()
        self._register(self._entries(), progress)
        self._first_round()
        self._pass_the_deadline()
        self._second_round()
        self._pass_the_deadline()
        self._open_with_walk_ins()
        self._sign()
        self._hand.office.settle()

    def tell_until_answered(
        self, progress: Callable[[int, int], None]
    ) -> tuple[RegistrationForm, ...]:
        """Tell it until the first suggestions are answered, and return who registers later."""
        self._recall_history()
        self._announce()
        entries = self._entries()
        self._register(entries[:-_LATE], progress)
        self._first_round()
        self._hand.office.settle()
        return (*entries[-_LATE:], *further_companies(self._last_day, _FURTHER))

    def _recall_history(self) -> None:
        """Import the register of 2020, whose count is known."""
        for name, load in (("fairs.csv", import_fairs), ("agreements.csv", import_agreements)):
            content = (resources.files("api.demo") / "data" / name).read_bytes()
            load(self._hand.office, content, name, actor=ORGANISER)

    def _announce(self) -> None:
        planned = Period(first=self._first_day, last=self._last_day)
        details = FairDetails(
            name="Hội chợ OCOP Mẫu",
            name_en="Sample OCOP fair",
            venue="Nhà triển lãm Mẫu",
            province="Hà Nội",
            settings=FairSettings(live=True),
        )
        self._hand.do(
            AnnounceFair, lambda _: AnnounceFair(fair=FAIR, details=details, planned=planned)
        )

    def _entries(self) -> list[RegistrationForm]:
        """Return everybody who registers before the fair, in mixed order."""
        fair = typical_fair(self._last_day)
        entries = [*fair.producers, *fair.distributors]
        self._random.shuffle(entries)
        return entries

    def _register(
        self, entries: Sequence[RegistrationForm], progress: Callable[[int, int], None]
    ) -> None:
        """Let them register one by one; the match follows each of them."""
        for number, form in enumerate(entries, start=1):
            if number % _A_DAY == 0:
                self._hand.clock.at(1, time(8))
            self._submit(form, "own")
            self._hand.office.settle()
            progress(number, len(entries))

    def _first_round(self) -> None:
        """Send the match; some buyers agree, some decline, the others keep silent."""
        self._hand.clock.at(1, time(8))
        self._send()
        self._hand.clock.at(1, time(10))
        for row in self._awaiting():
            chance = self._random.random()
            if chance < 0.55:
                self._accept(row, "own")
            elif chance < 0.67:
                self._decline(row)

    def _pass_the_deadline(self) -> None:
        """Let the answers that did not come lapse."""
        self._hand.clock.at(3, time(8))
        self._hand.office.settle()

    def _second_round(self) -> None:
        """Send what the places that came back allow; half of the silent are reached by phone."""
        self._send()
        self._hand.clock.at(1, time(15))
        said_at = self._hand.clock()
        self._hand.clock.at(0, time(16))
        for row in self._awaiting():
            if self._random.random() < 0.5:
                self._accept(row, "phone", said_at)

    def _open_with_walk_ins(self) -> None:
        """Open the fair; two producers register at the desk and are introduced at once."""
        days = (self._first_day - local_day(self._hand.clock())).days
        self._hand.clock.at(days, time(8, 30))
        self._hand.do(OpenFair, lambda _: OpenFair(fair=FAIR, on=self._first_day))
        for form in typical_fair(self._last_day).walk_ins:
            self._submit(form, "desk")
            self._hand.office.settle()
        for row in self._awaiting():
            self._accept(row, "desk")

    def _sign(self) -> None:
        """Let the first agreed pairs meet and sign."""
        with self._hand.office.reading() as connection:
            rows = suggestions_of(connection, FAIR, self._hand.clock())
        agreed = [row for row in rows if row.status == "agreed"][:_SIGNATURES]
        for number, row in enumerate(agreed, start=1):
            meet_and_sign(self._hand, row, number, self.forms)

    def _submit(self, form: RegistrationForm, channel: Channel) -> None:
        result = self._hand.do(
            SubmitRegistration,
            lambda request: SubmitRegistration(fair=FAIR, profile=profile_of(form, request)),
            channel=channel,
        )
        self.forms[result.id] = form

    def _send(self) -> None:
        with self._hand.office.reading() as connection:
            pairs = tuple(pairs_to_send(connection, FAIR))
        if pairs:
            self._hand.do(SendSuggestions, lambda _: SendSuggestions(fair=FAIR, pairs=pairs))

    def _awaiting(self) -> list[SuggestionRow]:
        with self._hand.office.reading() as connection:
            rows = suggestions_of(connection, FAIR, self._hand.clock())
        return [row for row in rows if row.status == "sent"]

    def _accept(
        self, row: SuggestionRow, channel: Channel, happened_at: datetime | None = None
    ) -> None:
        """Say yes for every side that is asked; a producer's standing yes is not asked again."""
        sides: tuple[Side, ...] = ("producer", "distributor")
        for side in sides:
            if side in row.asked and side not in row.yes:
                self._answer(row, side, channel, happened_at)

    def _answer(
        self, row: SuggestionRow, side: Side, channel: Channel, happened_at: datetime | None
    ) -> None:
        self._hand.do(
            AcceptSuggestion,
            lambda _: AcceptSuggestion(fair=FAIR, producer=row.producer, seat=row.seat, side=side),
            channel=channel,
            happened_at=happened_at,
        )

    def _decline(self, row: SuggestionRow) -> None:
        self._hand.do(
            DeclineSuggestion,
            lambda _: DeclineSuggestion(
                fair=FAIR,
                producer=row.producer,
                seat=row.seat,
                side="distributor",
                reason="volume",
            ),
        )

    @property
    def _last_day(self) -> date:
        return self._first_day + timedelta(days=_DAYS - 1)
