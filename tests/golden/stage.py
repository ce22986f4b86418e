"""A prepared office on which every command can be decided, and none of them is carried out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.domain.agreements import commands as ag
from streams.domain.agreements.state import Agreement
from streams.domain.event import ORG_KEY
from streams.domain.fairs import commands as fa
from streams.domain.suggestions import commands as su
from streams.log.port import Record
from tests.builders import (
    FAIR,
    TODAY,
    Office,
    accept,
    announce,
    content,
    details,
    distributor,
    open_office,
    period,
    producer,
    record,
    seat,
    send,
    signed,
    submit,
)
from tests.builders import settings as set_up

OPENED, ASKING = "mau-mo", "mau-duyet"


@contextmanager
def staged(path: Path) -> Iterator[Office]:
    """Open an office with companies p1–p7 and d1, and papers a1–a3, c1, d1 and o1.

    With buyer d1.1: p1 and p2 were sent (p1 said yes), p3 is pinned, p4 agreed and met, p5 lapsed,
    p6 is forbidden, p7 is free. The third record of `ASKING` is a dead letter.
    The clock stands just before the deadline.
    """
    with open_office(path) as office:
        _fairs(office)
        _pairs(office)
        _papers(office)
        yield office


def _fairs(office: Office) -> None:
    office.do(fa.DefineSeries(series="mau", name="Chuỗi Mẫu"))
    office.do(announce(fair=OPENED, planned=period(first=TODAY)))
    office.do(fa.OpenFair(fair=OPENED, on=TODAY))
    asking = details(settings=set_up(admission="organiser"))
    office.do(announce(fair=ASKING, details=asking))
    office.do(submit("p1", producer(), fair=ASKING))
    office.log.append([Record(ASKING, b"{}")])
    office.projection.catch_up()


def _pairs(office: Office) -> None:
    for number in range(1, 8):
        office.register(f"p{number}", producer(f"HTX Mẫu {number}"))
    office.register("d1", distributor(seats=(seat(places=9), seat(product_sets=(2,)))))
    office.do(send(("p4", "d1.1"), ("p5", "d1.1")))
    for side in ("producer", "distributor"):
        office.do(accept("p4", "d1.1", side))
    office.do(su.HoldMeeting(fair=FAIR, producer="p4", seat="d1.1"))
    office.clock.move(days=4)
    office.do(su.LapseSuggestions(fair=FAIR, pairs=(("p5", "d1.1"),)))
    office.do(su.PinPair(fair=FAIR, producer="p3", seat="d1.1"))
    office.do(su.ForbidPair(fair=FAIR, producer="p6", seat="d1.1"))
    office.do(send(("p1", "d1.1"), ("p2", "d1.1")))
    office.do(accept("p1", "d1.1", "producer"))


def _papers(office: Office) -> None:
    for number in (1, 2, 3):
        office.do(record(f"a{number}", signed(f"0{number}/BBGN")))
    office.do(ag.MergeAgreement(fair=FAIR, agreement="a3", into="a1"))
    for name, written in (("draft", "D/BBGN"), ("proposed", "P/BBGN")):
        office.do(record(name, content(written), state="draft"))
    office.do(ag.ProposeAgreement(fair=FAIR, agreement="proposed"))


def digest_of(office: Office, agreement: str) -> str:
    """Return the digest that parties confirm."""
    found = office.state(Agreement, agreement)
    assert found is not None
    return found.digest


KEYS = (FAIR, OPENED, ASKING, ORG_KEY)
