"""One history in which every command takes effect, so that every table of the store has rows.

Two fairs and `org`; `troubled` adds what a log may hold beside good events.
"""

from datetime import date, timedelta
from typing import Any

from streams.domain.agreements import commands as ag
from streams.domain.agreements.state import Agreement
from streams.domain.claims import RecordClaim
from streams.domain.erasure import ErasePerson
from streams.domain.event import ORG_KEY, Event
from streams.domain.events.agreements import Item
from streams.domain.events.fairs import FairClosed, FairOpened
from streams.domain.events.suggestions import (
    MatchEntry,
    MatchingUpdated,
    MeetingRequested,
)
from streams.domain.fairs import commands as fa
from streams.domain.letters import DropLetter
from streams.domain.registrations import commands as re
from streams.domain.suggestions import commands as su
from streams.domain.taking_back import TakeBack
from streams.log.codec import encode
from streams.log.port import Position, Record
from streams.runtime.letters import repair
from tests.builders import (
    FAIR,
    TODAY,
    Office,
    content,
    decline,
    details,
    distributor,
    document,
    event,
    holder,
    party,
    period,
    producer,
    product,
    record,
    records,
    seat,
    send,
    settings,
    signature,
    signed,
    submit,
)
from tests.builders import accept as accepting

SECOND, THIRD, LETTERS = "mau-a", "mau-2027", "mau-b"
"""Fairs in other partitions of a log of three; the last two are never announced."""


def play(office: Office) -> None:
    """Carry out every command once; the office has announced `FAIR`."""
    _fairs(office)
    _companies(office)
    _pairs(office)
    _papers(office)
    _organisation(office)
    _letters(office)


def log_of(office: Office) -> list[Record]:
    """Return everything on an office's log."""
    stored = office.log.read(Position(0, 0), 1_000_000)
    return [Record(one.key or ORG_KEY, one.value) for one in stored]


def troubled(good: list[Record]) -> list[Record]:
    """Return a history with lost, repeated, unreadable, inapplicable and partial records in it."""
    parts = parts_of("A")
    trouble = records(
        event(MeetingRequested(by="producer"), changes={"wish/p1~d1.1": 0}, name="lost"),
        event(FairOpened(on=TODAY), changes={f"fair/{FAIR}": 77}, name="lost too", key=SECOND),
        parts[0],
        event(FairClosed(on=TODAY), changes={"nonsense/x": 0}, name="poison"),
        parts[1],
        event(MeetingRequested(by="organiser"), changes={"wish/q~r.1": 0}, name="ghost wish"),
        parts_of("B")[1],
        parts_of("C")[0],
    )
    unreadable = [Record(FAIR, b"\xff"), Record(THIRD, b"{}"), Record(ORG_KEY, b"")]
    mixed = [*good[: len(good) // 2], *trouble, *unreadable, *good[len(good) // 2 :]]
    again = [one for one in trouble if b"matching.updated" not in one.value]
    return [*mixed, *good[::5], *again]


def parts_of(correlation: str) -> tuple[Event, ...]:
    """Return a batch of two parts; only the second names what it changes."""

    def entry(number: int) -> MatchEntry:
        return MatchEntry(producer=f"p{number}", seat="d1.1", enters=True, score=number)

    return tuple(
        event(
            MatchingUpdated(
                part=part, parts=2, through=9, objective=3, bound=3, entries=(entry(part),)
            ),
            subject=f"matching/{THIRD}",
            changes={f"matching/{THIRD}": 0} if part == 2 else {},
            correlation=correlation,
            name=f"{correlation}{part}",
            key=THIRD,
        )
        for part in (1, 2)
    )


def _fairs(office: Office) -> None:
    office.do(fa.DefineSeries(series="mau", name="Chuỗi Mẫu", name_en="Sample"))
    office.do(fa.ReviseFair(fair=FAIR, details=details(series="mau", venue="Cung Mẫu")))
    office.do(fa.RescheduleFair(fair=FAIR, planned=period(last=date(2026, 6, 6))))
    asking = details(name="Tuần hàng Mẫu", settings=settings(admission="organiser"))
    office.do(fa.AnnounceFair(fair=SECOND, details=asking, planned=period(first=TODAY)))
    office.do(fa.OpenFair(fair=SECOND, on=TODAY))
    office.do(submit("p9", producer("HTX Mẫu Chín"), fair=SECOND))
    office.do(re.AdmitRegistration(fair=SECOND, registration="p9"))
    office.do(fa.CloseFair(fair=SECOND, on=TODAY))


def _companies(office: Office) -> None:
    for number in range(1, 7):
        office.register(f"p{number}", producer(f"HTX Mẫu {number}", standing_yes=number == 6))
    asked = office.ask(submit(), key="p7")
    reference = asked.keep(name="Nguyễn Thị Mẫu", phone="0900000000")
    household = holder("Hộ Mẫu", kind="household", private=reference)
    office.execute(asked, submit("p7", producer(kind="household", holder=household)))
    office.register("d1", distributor(seats=(seat(places=9), seat(product_sets=(2,)))))
    office.register("d2", distributor("Chợ Mẫu Hai", kind="wholesale_market"))
    revised = producer("HTX Mẫu 1", products=(product(star=5), product(product_set=2)))
    office.do(re.ReviseRegistration(fair=FAIR, registration="p1", profile=revised))
    office.do(re.AttachPaper(fair=FAIR, registration="p1", document=document("cd" * 32)))


def _pairs(office: Office) -> None:
    pair: dict[str, Any] = {"fair": FAIR, "seat": "d1.1"}
    office.do(su.RequestMeeting(producer="p1", by="distributor", **pair))
    office.do(su.ForbidPair(producer="p5", reason="same_owner", **pair))
    office.do(su.AllowPair(producer="p5", **pair))
    office.do(su.PinPair(producer="p4", reason="priority", **pair))
    change = su.PairChange(
        producer="p5", seat="d2.1", enters=True, score=5000, parts={"category": 5000}
    )
    office.do(su.UpdateMatching(fair=FAIR, through=20, objective=5000, bound=5000, pairs=(change,)))
    office.do(send(*((f"p{number}", "d1.1") for number in (1, 2, 3, 6))))
    office.do(accepting("p1", "d1.1", "producer"))
    office.do(accepting("p1", "d1.1", "distributor"))
    office.do(accepting("p6", "d1.1", "distributor"))
    office.do(decline("p2", "d1.1", "distributor"))
    office.do(su.HoldMeeting(producer="p1", **pair))
    office.do(su.NoteOutcome(producer="p1", side="producer", outcome="sign_today", **pair))
    office.do(su.MissMeeting(producer="p6", absent=("producer",), **pair))
    taken = office.do(su.RequestMeeting(producer="p2", by="producer", **pair))
    office.do(TakeBack(fair=FAIR, event=taken.event))
    office.clock.move(days=4)
    office.do(su.LapseSuggestions(fair=FAIR, pairs=(("p3", "d1.1"),)))
    office.do(re.WithdrawRegistration(fair=FAIR, registration="p4", reason="no_stock"))


def _papers(office: Office) -> None:
    for number in range(1, 5):
        office.do(record(f"a{number}", signed(f"0{number}/BBGN-MAU")))
    draft = office.do(ag.DraftAgreement(fair=FAIR, content=content("09/BBGN-MAU"))).id
    office.do(ag.ProposeAgreement(fair=FAIR, agreement=draft))
    digest = _digest(office, draft)
    for index in (0, 1):
        office.do(ag.ConfirmAgreement(fair=FAIR, agreement=draft, party=index, digest=digest))
    inked = office.do(ag.DraftAgreement(fair=FAIR, content=content("10/BBGN-MAU"))).id
    both = (signature(0), signature(1, authority="pending"))
    office.do(ag.SignAgreement(fair=FAIR, agreement=inked, signatures=both, signed_on=TODAY))
    refused = office.do(ag.DraftAgreement(fair=FAIR, content=content("11/BBGN-MAU"))).id
    office.do(ag.DeclineAgreement(fair=FAIR, agreement=refused, party=1))
    day = TODAY + timedelta(days=1)
    office.do(ag.VoidAgreement(fair=FAIR, agreement="a1", effective_on=day))
    office.do(ag.MergeAgreement(fair=FAIR, agreement="a2", into="a3"))
    office.do(ag.UnmergeAgreement(fair=FAIR, agreement="a2"))
    office.do(ag.SupersedeAgreement(fair=FAIR, agreement="a2", by="a3", effective_on=day))
    three = (*signed().parties, party("province", signed="no"))
    items = (Item(name="Rau mẫu", product_set=1, star=4), Item(name="Khác"))
    wider = signed("03/BBGN-MAU", value_vnd=10**9, parties=three, items=items)
    office.do(ag.CorrectAgreement(fair=FAIR, agreement="a3", content=wider))
    office.do(ag.AttachDocument(fair=FAIR, agreement="a4", document=document(), evidence="E2"))


def _organisation(office: Office) -> None:
    office.do(
        RecordClaim(about="series/mau", kind="memoranda", figure=">100", number=100, source="Báo")
    )
    office.do(ErasePerson(references=("prv-" + "0" * 32,)))


def _letters(office: Office) -> None:
    office.log.append([Record(LETTERS, b"{}"), Record(LETTERS, b"{}")])
    office.projection.catch_up()
    office.do(DropLetter(fair=LETTERS, ordinal=1))
    wish = event(MeetingRequested(by="producer"), changes={"wish/p~s.1": 0}, key=LETTERS)
    repair(office, LETTERS, 2, encode(wish))


def _digest(office: Office, agreement: str) -> str:
    found = office.state(Agreement, agreement)
    assert found is not None
    return found.digest
