"""How long a list of 10,000 rows takes from its bytes to the store, embedded, reactions off.

``--rows N`` takes another size, ``--repeat N`` more runs; the median run counts. The importer's own
part is what a run takes beside ``execute_many``: deciding, appending and applying the commands.
"""

import argparse
import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from time import perf_counter

from api.imports import ImportReport, import_agreements, import_registrations
from benchmarks.machine import middle, report
from streams.domain.command import Command
from streams.domain.errors import DomainError
from streams.domain.events.fairs import FairDetails, Period
from streams.domain.fairs.commands import AnnounceFair
from streams.runtime.embedded import Embedded
from streams.runtime.request import Request
from streams.runtime.result import Result

FAIR = "mau-2020"
ACTOR = "organiser"
KINDS = ("HTX", "Công ty TNHH", "Hộ kinh doanh")
PROVINCES = ("Hà Nội", "Tỉnh Nghệ An", "Thanh Hóa", "Lào Cai", "Hòa Bình")
PRODUCTS = ("Mật ong", "Nước mắm", "Chè xanh", "Miến dong", "Rau an toàn")


class TimedOffice(Embedded):
    """An office that counts the seconds spent in `execute_many`."""

    executing = 0.0

    def execute_many(
        self, requests: Sequence[tuple[Request, Command]]
    ) -> list[Result | DomainError]:
        """Carry out many commands and count the time."""
        began = perf_counter()
        answers = super().execute_many(requests)
        self.executing += perf_counter() - began
        return answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measurement: seconds in all, and those of the importer itself."""

    name: str
    rows: int
    seconds: float
    own_seconds: float


def registrations(rows: int) -> bytes:
    """Return a list with one producer per row, a third of them households."""
    header = ("Chủ thể", "Loại chủ thể", "Sản phẩm", "Nhóm sản phẩm", "Sao", "Tỉnh", "Năm", "SĐT")
    kinds = ("HTX", "Doanh nghiệp", "Hộ kinh doanh")
    return _csv(
        header,
        (
            (
                f"{KINDS[n % 3]} Mẫu {n:05}",
                kinds[n % 3],
                f"{PRODUCTS[n % 5]} Mẫu {n:05}",
                "I. Thực phẩm",
                str(3 + n % 3),
                PROVINCES[n % 5],
                "2023",
                f"09{n:08}",
            )
            for n in range(rows)
        ),
    )


def agreements(rows: int) -> bytes:
    """Return a register with one paper per row, all of them signed."""
    header = (
        "Mã sự kiện",
        "Số biên bản",
        "Loại văn bản",
        "Nội dung",
        "Ngày ký",
        "Bên sản xuất",
        "Loại chủ thể",
        "Tỉnh/thành phố",
        "Nhà phân phối",
        "Loại nhà phân phối",
        "Sản phẩm",
        "Bộ sản phẩm",
        "Giá trị (triệu đồng)",
        "Đã ký: bên sản xuất",
        "Đã ký: nhà phân phối",
        "Trạng thái",
    )
    kinds = ("HTX", "Doanh nghiệp", "Hộ kinh doanh")
    return _csv(
        header,
        (
            (
                FAIR,
                f"{n:05}/BB-MAU",
                "Biên bản ghi nhớ",
                "Tiêu thụ sản phẩm",
                "2020-07-22",
                f"{KINDS[n % 3]} Mẫu {n % 900:05}",
                kinds[n % 3],
                PROVINCES[n % 5],
                f"Nhà phân phối Mẫu {n % 60:02}",
                "Chuỗi siêu thị",
                PRODUCTS[n % 5],
                str(1 + n % 13),
                str(10 + n % 900),
                "x",
                "x",
                "Đã ký",
            )
            for n in range(rows)
        ),
    )


def measure(name: str, rows: int, repeat: int) -> list[Figure]:
    """Import one list into empty offices, then once more into the last one."""
    content = registrations(rows) if name == "registrations" else agreements(rows)
    first, again = [], []
    for _ in range(repeat):
        with tempfile.TemporaryDirectory() as folder, TimedOffice(Path(folder)) as office:
            _announce(office)
            office.reactions.stop()
            first.append(_timed(office, lambda o: _import(o, name, content), rows, name))
            again.append(
                _timed(office, lambda o: _import(o, name, content), rows, f"{name}, again")
            )
    return [_middle(first), _middle(again)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    figures = [
        figure
        for name in ("registrations", "agreements")
        for figure in measure(name, given.rows, given.repeat)
    ]
    report(
        f"lists of {given.rows:,} rows imported (seconds; of them the importer's own)",
        [(one.name, f"{one.seconds:.2f}  ({one.own_seconds:.2f})") for one in figures],
        {"figures": [asdict(one) for one in figures]},
    )


def _timed(
    office: TimedOffice, work: Callable[[Embedded], ImportReport], rows: int, name: str
) -> Figure:
    office.executing = 0.0
    began = perf_counter()
    report = work(office)
    seconds = perf_counter() - began
    if report.accepted != rows:
        raise SystemExit(f"{name}: {report.rejected} of {rows} rows were refused")
    return Figure(name=name, rows=rows, seconds=seconds, own_seconds=seconds - office.executing)


def _middle(figures: Sequence[Figure]) -> Figure:
    typical = middle([figure.seconds for figure in figures])
    return min(figures, key=lambda figure: abs(figure.seconds - typical))


def _import(office: Embedded, name: str, content: bytes) -> ImportReport:
    if name == "registrations":
        return import_registrations(
            office, content, "mau.csv", fair=FAIR, side="producer", actor=ACTOR
        )
    return import_agreements(office, content, "mau.csv", actor=ACTOR)


def _announce(office: Embedded) -> None:
    planned = Period(first=date(2020, 7, 22), last=date(2020, 7, 26))
    command = AnnounceFair(fair=FAIR, details=FairDetails(name="Hội chợ Mẫu"), planned=planned)
    office.execute(office.request(AnnounceFair, FAIR, actor=ACTOR), command)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


if __name__ == "__main__":
    main()
