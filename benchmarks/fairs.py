"""Sample fairs for the benchmarks: an open office with a fair, and companies to register."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from streams.domain.days import local_day
from streams.domain.events.fairs import FairDetails, Period
from streams.domain.events.registrations import (
    DistributorProfile,
    Holder,
    Paper,
    Place,
    ProducerProfile,
    Product,
    Seat,
)
from streams.domain.fairs.commands import AnnounceFair
from streams.runtime.embedded import Embedded
from streams.runtime.installation import Installation
from streams.runtime.request import Request

FAIR = "bench"


@contextmanager
def open_office() -> Iterator[Embedded]:
    """Open a new data folder with one fair in it."""
    with TemporaryDirectory() as folder, Embedded(Path(folder)) as office:
        announce(office, FAIR)
        yield office


def announce(office: Installation, fair: str) -> None:
    """Announce a fair a month ahead, unless it was announced before."""
    first = local_day(office.clock()) + timedelta(days=30)
    office.execute(
        office.request(AnnounceFair, fair, actor="organiser", idempotency_key=f"announce-{fair}"),
        AnnounceFair(
            fair=fair,
            details=FairDetails(name="Hội chợ Mẫu"),
            planned=Period(first=first, last=first + timedelta(days=3)),
        ),
    )


def producer(number: int, request: Request) -> ProducerProfile:
    """Return a cooperative with one product, two papers and a person to call."""
    return ProducerProfile(
        kind="cooperative",
        holder=Holder(
            identity=f"tax:{number:010}",
            name=f"HTX Mẫu {number}",
            tax_code=f"{number:010}",
            place=Place(province="Hà Nội"),
            contact_ref=request.keep(name=f"Người Mẫu {number}", phone="0900000000"),
        ),
        products=(
            Product(
                name="Chè xanh",
                product_set=11,
                star=3 + number % 3,
                monthly_volume=100 + number % 900,
            ),
        ),
        papers=(Paper(code="food_safety"), Paper(code="vat_invoice")),
        places=3,
    )


def distributor(number: int, request: Request) -> DistributorProfile:
    """Return a chain with one buyer who wants tea."""
    return DistributorProfile(
        kind="supermarket_chain",
        holder=Holder(
            identity=f"tax:9{number:09}",
            name=f"Chuỗi Mẫu {number}",
            contact_ref=request.keep(name=f"Phụ trách Mẫu {number}"),
        ),
        seats=(Seat(id="", product_sets=(11,), places=12, monthly_volume=200 + 50 * (number % 9)),),
    )
