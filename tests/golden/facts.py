"""One fact per event type of the catalogue; across them every field is filled at least once.

The values are written here only to make the first file of a type. From then on the file is the
sample, and the test compares what the codec reads from it with what stands here.
"""

from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from streams.domain.event import Fact
from streams.domain.events import agreements as ag
from streams.domain.events import evidence as ev
from streams.domain.events import fairs as fa
from streams.domain.events import meetings as me
from streams.domain.events import registrations as re
from streams.domain.events import suggestions as su
from streams.domain.events.acts import ActTakenBack, PersonErased
from streams.domain.events.letters import LetterDropped

NAMESPACE = UUID("0b8f1f5e-6c0a-5a51-8a3a-7f0c9b1e2d33")
FAIR = "mau-2026"
AT = datetime(2026, 5, 4, 2, 30, 15, 250_000, UTC)
_EARLIER = datetime(2026, 5, 4, 1, 0, tzinfo=UTC)
_PRIVATE = "prv-" + "0a" * 16
_DIGEST = "5e" * 32

_PLACE = re.Place(scheme="34", province="Hà Nội", district="Ba Vì", commune="Tản Lĩnh")
_WINDOW = re.Window(start="08:00", end="11:30", on=date(2026, 6, 1))
_PRICE = re.PriceRange(low=20_000, high=35_000)
_DETAILS = fa.FairDetails(
    name="Hội chợ Mẫu 2026",
    name_en="Sample Fair 2026",
    kind="trade_week",
    region="Đồng bằng sông Hồng",
    venue="Cung Mẫu",
    province="Hà Nội",
    series="hanoi-2026",
    organisers=(fa.Organiser(role="leading", name="Sở Mẫu"),),
    settings=fa.FairSettings(
        live=True,
        registration="closed",
        admission="organiser",
        daily_round="09:30",
        producer_places=4,
        seat_places_per_day=10,
        answer_days=2,
    ),
)
_PRODUCER = re.ProducerProfile(
    kind="cooperative",
    holder=re.Holder(
        identity="tax:0100000001",
        name="HTX Mẫu An",
        private=_PRIVATE,
        tax_code="0100000001",
        address="Thôn Mẫu",
        phone="0240000001",
        place=_PLACE,
        owner="tax:0100000009",
        contact_ref=_PRIVATE,
    ),
    products=(
        re.Product(
            name="Rau mẫu",
            product_set=1,
            star=4,
            potential_five=True,
            recognised_on=date(2025, 3, 1),
            decision="12/QĐ-MAU",
            criteria="148/QĐ-TTg",
            year=2025,
            monthly_volume=800,
            volume_unit="hộp",
            smallest_order=50,
            season=(3, 4, 5),
            price=_PRICE,
            chilled=True,
        ),
    ),
    papers=(
        re.Paper(
            code="ocop_certificate",
            number="C-01",
            issued_on=date(2025, 3, 1),
            expires_on=date(2028, 2, 29),
            document=_DIGEST,
        ),
    ),
    zones=("Hà Nội", "Bắc Ninh"),
    cold_chain=True,
    hours=(_WINDOW,),
    booth="shared",
    booth_with="HTX Mẫu Bình",
    places=4,
    standing_yes=True,
    longest_payment_days=30,
    first_timer=True,
    remote=True,
    note_refs=(_PRIVATE,),
    defaults=("places",),
)
HOUSEHOLD = re.ProducerProfile(
    kind="household",
    holder=re.Holder(identity="keyed:" + "1b" * 16, private=_PRIVATE, place=_PLACE),
    products=(),
)
_DISTRIBUTOR = re.DistributorProfile(
    kind="supermarket_chain",
    holder=re.Holder(identity="tax:0100000002", name="Siêu thị Mẫu Cường", place=_PLACE),
    seats=(
        re.Seat(
            id="d1.1",
            buyer_ref=_PRIVATE,
            product_sets=(1, 2),
            places=10,
            hours=(_WINDOW,),
            lowest_star=3,
            must_haves=("vat_invoice",),
            preferences=("haccp",),
            cold_chain=True,
            deliver_to="Hà Nội",
            regions=("Sơn La",),
            monthly_volume=2_000,
            volume_unit="thùng",
            price=_PRICE,
        ),
    ),
    terms=re.Terms(discount_percent=15, payment_days=45, listing_fee=2_000_000),
    suppliers=("tax:0100000003",),
    unwanted=("tax:0100000004",),
    note_refs=(_PRIVATE,),
    defaults=("seats",),
)
_PARTIES = (
    ag.Party(
        role="producer",
        identity="keyed:" + "1b" * 16,
        kind="household",
        private=_PRIVATE,
        registration="p1",
        place=_PLACE,
        signed="yes",
        signed_on=date(2026, 5, 3),
        signatory_ref=_PRIVATE,
        authority="pending",
        authority_due_on=date(2026, 5, 30),
    ),
    ag.Party(role="distributor", identity="tax:0100000002", name="Siêu thị Mẫu Cường"),
)
_CONTENT = ag.Content(
    kind="cooperation_minutes",
    subject="other",
    number="01/BBGN-MAU",
    parties=_PARTIES,
    items=(ag.Item(name="Rau mẫu", product_set=1, star=4, quantity="800 hộp mỗi tháng"),),
    value_vnd=250_000_000,
    value_open=True,
    term="12 tháng",
    place="Bàn 7",
    signed_on=date(2026, 5, 3),
    origin_meeting="p1~d1.1",
    note_refs=(_PRIVATE,),
)
_SIGNATURE = ag.PartySigned(
    party=1, signed_on=date(2026, 5, 3), authority="letter_seen", signatory_ref=_PRIVATE
)
_MATCH_ENTRY = su.MatchEntry(
    producer="p1",
    seat="d1.1",
    reads={"registration/p1": 1, "registration/d1": 2},
    changes={"suggestion/p1~d1.1": 4},
    enters=True,
    score=6_000,
    parts={"category": 3_000, "price": 3_000},
)
_SENT_ENTRY = su.SentEntry(
    producer="p1",
    seat="d1.1",
    reads={"registration/p1": 1},
    changes={"suggestion/p1~d1.1": 0, "places/p1": 0, "places/d1.1": 0},
    score=6_000,
    parts={"category": 6_000},
    caution="volume:40",
    asked=("distributor",),
    by="organiser",
)
_LAPSED_ENTRY = su.LapsedEntry(
    producer="p1", seat="d1.1", reads={"fair/x": 1}, changes={"suggestion/p1~d1.1": 1}
)

FACTS: tuple[tuple[str, Fact], ...] = (
    (
        "series/hanoi-2026",
        fa.SeriesDefined(
            series="hanoi-2026",
            name="Chuỗi mẫu",
            name_en="Sample series",
            grace_days=5,
            origin="import",
        ),
    ),
    (
        f"fair/{FAIR}",
        fa.FairAnnounced(
            details=_DETAILS,
            planned=fa.Period(first=date(2026, 6, 1), last=date(2026, 6, 5)),
            actual=fa.Period(first=date(2026, 6, 1), last=date(2026, 6, 4)),
            origin="import",
        ),
    ),
    (f"fair/{FAIR}", fa.FairRevised(details=_DETAILS)),
    (
        f"fair/{FAIR}",
        fa.FairRescheduled(
            planned=fa.Period(first=date(2028, 2, 29), last=date(2028, 3, 1)), reason_ref=_PRIVATE
        ),
    ),
    (f"fair/{FAIR}", fa.FairOpened(on=date(2026, 6, 1))),
    (f"fair/{FAIR}", fa.FairClosed(on=date(2026, 6, 5))),
    ("registration/p1", re.RegistrationSubmitted(profile=_PRODUCER, origin="import")),
    ("registration/d1", re.RegistrationRevised(profile=_DISTRIBUTOR, origin="import")),
    ("registration/p1", re.RegistrationAdmitted()),
    (
        "registration/p1",
        re.RegistrationWithdrawn(
            reason="no_stock", reason_ref=_PRIVATE, released=(("p1", "d1.1"), ("p1", "d2.1"))
        ),
    ),
    ("wish/p1~d1.1", su.MeetingRequested(by="distributor", wanted=False)),
    ("suggestion/p1~d1.1", su.PairForbidden(reason="same_owner", reason_ref=_PRIVATE)),
    ("suggestion/p1~d1.1", su.PairAllowed(released=True, reason_ref=_PRIVATE)),
    ("suggestion/p1~d1.1", su.PairPinned(reason="priority", reason_ref=_PRIVATE)),
    (
        f"matching/{FAIR}",
        su.MatchingUpdated(
            part=2, parts=2, through=41, objective=6_000, bound=6_000, entries=(_MATCH_ENTRY,)
        ),
    ),
    (
        f"round/{FAIR}",
        su.SuggestionsSent(
            part=2,
            parts=3,
            round=2,
            deadline=datetime(2026, 5, 7, 10, 0, tzinfo=UTC),
            entries=(_SENT_ENTRY,),
        ),
    ),
    (
        "suggestion/p1~d1.1",
        su.SuggestionAccepted(side="producer", happened_at=_EARLIER, again=True, deadline=AT),
    ),
    (
        "suggestion/p1~d1.1",
        su.SuggestionDeclined(
            side="distributor", reason="volume", reason_ref=_PRIVATE, happened_at=_EARLIER
        ),
    ),
    (f"round/{FAIR}", su.SuggestionsLapsed(part=3, parts=3, entries=(_LAPSED_ENTRY,))),
    (
        "suggestion/p1~d1.1",
        su.MeetingAgreed(side="distributor", happened_at=_EARLIER, standing=True, again=True),
    ),
    ("meeting/p1~d1.1", me.MeetingHeld(happened_at=_EARLIER)),
    ("meeting/p1~d1.1", me.MeetingMissed(absent=("producer",), happened_at=_EARLIER)),
    (
        "meeting/p1~d1.1",
        me.OutcomeNoted(side="producer", outcome="sample_or_quote", note_ref=_PRIVATE),
    ),
    (
        "agreement/a1",
        ag.AgreementRecorded(
            content=_CONTENT,
            digest=_DIGEST,
            state="merged",
            effective_on=date(2026, 5, 3),
            evidence="E2",
            reason="discount",
            reason_ref=_PRIVATE,
            superseded_by="02/BBGN-MAU",
            merged_into="a0",
            differs=("value_vnd",),
        ),
    ),
    ("agreement/a1", ag.AgreementDrafted(content=_CONTENT, digest=_DIGEST)),
    ("agreement/a1", ag.AgreementProposed(digest=_DIGEST)),
    ("agreement/a1", ag.AgreementConfirmed(signature=_SIGNATURE, digest=_DIGEST)),
    (
        "agreement/a1",
        ag.AgreementSigned(
            signatures=(_SIGNATURE,), signed_on=date(2026, 5, 3), evidence="E1", digest=_DIGEST
        ),
    ),
    ("agreement/a1", ag.AgreementDeclined(party=1, reason_ref=_PRIVATE)),
    (
        "agreement/a1",
        ag.AgreementVoided(
            effective_on=date(2026, 5, 4),
            reason="not_performed",
            non_performance="logistics",
            reason_ref=_PRIVATE,
        ),
    ),
    (
        "agreement/a1",
        ag.AgreementMerged(into="a0", effective_on=date(2026, 5, 3), reason_ref=_PRIVATE),
    ),
    ("agreement/a1", ag.AgreementUnmerged(reason_ref=_PRIVATE)),
    (
        "agreement/a1",
        ag.AgreementSuperseded(
            by="02/BBGN-MAU", effective_on=date(2026, 5, 4), reason_ref=_PRIVATE
        ),
    ),
    (
        "agreement/a1",
        ag.AgreementCorrected(
            fields=("number", "state"),
            content=_CONTENT,
            digest=_DIGEST,
            state="superseded",
            effective_on=date(2026, 5, 4),
            reason="other",
            superseded_by="02/BBGN-MAU",
            merged_into="a0",
            reason_ref=_PRIVATE,
        ),
    ),
    (
        "agreement/a1",
        ev.DocumentAttached(
            document=ev.Document(
                digest=_DIGEST,
                size=48_211,
                media_type="application/pdf",
                role="annex",
                pages=3,
                converted=True,
            ),
            evidence="E2",
        ),
    ),
    (
        "claim/c1",
        ev.ClaimRecorded(
            about="series/hanoi-2026",
            kind="memoranda",
            figure=">170",
            number=170,
            high=180,
            exactness="at_least",
            published_on=date(2026, 6, 8),
            published="06/2026",
            place="Hà Nội",
            source="Báo Mẫu",
        ),
    ),
    ("erasure/e1", PersonErased(references=(_PRIVATE,), ground="retention")),
    ("agreement/a1", ActTakenBack(of=str(uuid5(NAMESPACE, "taken back")), ordinal=41)),
    ("letter/17", LetterDropped(ordinal=17, reason_ref=_PRIVATE)),
)
"""Subject and fact, in the order of the catalogue."""
