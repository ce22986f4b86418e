"""The demo's signing desk: an agreed pair meets, a paper is drafted and signed in ink."""

from collections.abc import Mapping

from api.demo.hand import Hand
from api.forms.agreement import AgreementForm, PartyForm, content_of
from api.forms.registration import RegistrationForm
from streams.domain.agreements.commands import DraftAgreement, SignAgreement
from streams.domain.days import local_day
from streams.domain.events.agreements import Item, PartySigned
from streams.domain.state import pair_id, registration_of
from streams.domain.suggestions.commands import HoldMeeting
from streams.store.queries.suggestions import SuggestionRow


def meet_and_sign(
    hand: Hand, row: SuggestionRow, number: int, forms: Mapping[str, RegistrationForm]
) -> None:
    """Let one agreed pair meet and sign its paper."""
    hand.do(
        HoldMeeting,
        lambda _: HoldMeeting(fair=hand.fair, producer=row.producer, seat=row.seat),
        channel="desk",
    )
    form = _paper(row, number, forms)
    drafted = hand.do(
        DraftAgreement,
        lambda request: DraftAgreement(fair=hand.fair, content=content_of(form, request)),
        channel="desk",
    )
    today = local_day(hand.clock())
    signatures = tuple(
        PartySigned(party=party, signed_on=today, authority="legal_representative")
        for party in range(len(form.parties))
    )
    hand.do(
        SignAgreement,
        lambda _: SignAgreement(
            fair=hand.fair, agreement=drafted.id, signatures=signatures, signed_on=today
        ),
        channel="desk",
    )


def _paper(row: SuggestionRow, number: int, forms: Mapping[str, RegistrationForm]) -> AgreementForm:
    producer, distributor = forms[row.producer], forms[registration_of(row.seat)]
    product = producer.products[0]
    return AgreementForm(
        kind="memorandum",
        number=f"{number:04}/BB-OCOP-MAU",
        parties=(
            _party(producer, row.producer),
            _party(distributor, row.distributor),
        ),
        items=(Item(name=product.name, product_set=product.product_set, star=product.star),),
        value_open=True,
        place="Bàn ký kết Mẫu",
        origin_meeting=pair_id(row.producer, row.seat),
    )


def _party(form: RegistrationForm, registration: str) -> PartyForm:
    return PartyForm(
        role=form.side,
        kind=form.kind,
        name=form.name,
        place=form.place,
        registration=registration,
        signatory=form.contact,
    )
