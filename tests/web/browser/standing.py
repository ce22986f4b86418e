"""What stands on a console, read past its pages; and two buyers more who still have places."""

from api.demo.hand import ORGANISER
from api.demo.story import FAIR
from api.forms.registration import RegistrationForm, SeatForm, profile_of
from streams.domain.events.registrations import Place
from streams.domain.registrations.commands import SubmitRegistration
from streams.runtime.embedded import Embedded
from streams.store.queries.pairs import PROPOSED, MatchedPair, matched_pairs
from streams.store.queries.registrations import registrations_of
from streams.store.queries.suggestions import SuggestionRow, suggestions_of
from tests.web.browser.served import Served

AT = f"/fairs/{FAIR}"
"""The address of the demo's fair."""


def rows(console: Served) -> list[SuggestionRow]:
    """Return every suggestion of the fair."""
    with console.office.reading() as connection:
        return suggestions_of(connection, FAIR, console.clock())


def only_the_distributor_is_asked(found: list[SuggestionRow]) -> list[SuggestionRow]:
    """Return what one yes completes."""
    return [
        row
        for row in found
        if row.status == "sent" and set(row.asked) - set(row.yes) == {"distributor"}
    ]


def status_of(console: Served, of: SuggestionRow) -> str:
    """Return how a suggestion stands by now."""
    pair = (of.producer, of.seat)
    return next(row.status for row in rows(console) if (row.producer, row.seat) == pair)


def names(console: Served, fair: str = FAIR) -> dict[str, str]:
    """Return the state of every producer of a fair, by name; of natural persons by id."""
    with console.office.reading() as connection:
        found = registrations_of(connection, fair, "producer")
    return {row.name or row.id: row.status for row in found}


def bring_buyers(office: Embedded) -> None:
    """Let two more distributors register, whose places nobody holds yet."""
    office.settle()  # the round of this morning is due: it must not take them along
    for number in range(2):
        seat = SeatForm(buyer=f"Cán bộ thu mua Mẫu {number}", product_sets=(4,), places=12)
        form = RegistrationForm(
            side="distributor",
            kind="safe_food_shop",
            name=f"Cửa hàng Mẫu Mật {number}",
            place=Place(province="Hà Nội"),
            seats=(seat,),
        )
        request = office.request(SubmitRegistration, FAIR, actor=ORGANISER)
        command = SubmitRegistration(fair=FAIR, profile=profile_of(form, request))
        office.execute(request, command)
    office.settle()


def unsent(console: Served) -> MatchedPair:
    """Return a pair of the match that nobody was told of, both with a place to spare."""
    bring_buyers(console.office)
    with console.office.reading() as connection:
        pairs = matched_pairs(connection, FAIR)
    return next(pair for pair in pairs if pair.status == PROPOSED)
