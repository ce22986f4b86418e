"""A fair in which everybody says something personal, told through the command line.

Every piece of it carries `MARK` and the name of the place where it was said.
"""

import json
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from streams.log.port import Record
from streams.log.sqlite_log import SqliteLog
from streams.runtime.folder import DataFolder
from tests.command_line import ketnoi
from tests.lists import csv_list
from tests.registers import NORTH, ROW

MARK = "geheim7q"
DIGITS = {"phone": "0987123450", "tax": "0109998871", "other tax": "0109998872"}
"""What is personal and has no letters to mark it with."""
FAIR = "mau-sau"
TODAY = datetime.now(UTC).date()


class Gossip:
    """Runs commands on one data folder and remembers what personal text they were given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: set[str] = set()
        self.producers: list[str] = []
        self.texts: set[tuple[tuple[str, ...], str]] = set()
        self._files = folder.parent / "files"
        self._files.mkdir()

    def tell(self) -> None:
        """Let everything happen."""
        self._fair()
        self._companies()
        self._pairs()
        self._papers()
        self._lists()
        self._letters()

    def about(self, place: str) -> str:
        """Return a personal text and remember it."""
        text = f"{MARK} {place}"
        self.said.add(text)
        return text

    def do(self, *line: str | Path, text: str = "") -> str:
        """Run a command, with a personal text in the option `text`, and return the id it gave."""
        words = tuple(str(word) for word in line[:2])
        if text:
            self.texts.add((words, text))
            line = (*line, text, self.about(" ".join(words)))
        at_fair = () if words[0] in {"dlq", "fair", "series"} else ("--fair", FAIR)
        ran = ketnoi(*line, *at_fair, "--json", data=self.folder)
        assert ran.code == 0, (line, ran.err)
        return str(ran.document["id"])

    def form(self, name: str, /, **fields: Any) -> tuple[str, Path]:
        """Write a form and return how a command reads it."""
        path = self._files / f"{name}.json"
        path.write_text(json.dumps(fields), encoding="utf-8")
        return "--file", path

    def take(self, name: str, *rows: Mapping[str, str], refused: int = 0) -> None:
        """Import a list."""
        path = self._files / f"{name}.csv"
        path.write_bytes(csv_list(*rows))
        line = ("import", name.partition("-")[0], path)
        at_fair = ("--fair", FAIR) if name.startswith("registrations") else ()
        document = ketnoi(*line, *at_fair, "--json", data=self.folder).document
        assert (document["recorded"], document["rejected"]) == (len(rows) - refused, refused)

    def _fair(self) -> None:
        days = ("--first", str(TODAY + timedelta(28)), "--last", str(TODAY + timedelta(32)))
        self.do("series", "define", "mau-2020", "--name", "Chuỗi Mẫu")
        self.do("fair", "announce", FAIR, *days, "--name", "Hội chợ Mẫu", "--live")
        self.do("fair", "reschedule", FAIR, *days[:3], str(TODAY + timedelta(33)), text="--reason")

    def _companies(self) -> None:
        for number in range(1, 7):
            form = self.form(f"p{number}", **self._household(f"hộ {number}"))
            self.producers.append(self.do("registration", "submit", *form))
        again = self.form("again", **self._household("hộ 1 revised"))
        self.do("registration", "revise", self.producers[0], *again)
        buyers = [{"buyer": self.about("buyer"), "buyer_phone": DIGITS["phone"]}]
        seats = [{**buyers[0], "product_sets": [1], "places": 9}]
        company = {"kind": "supermarket_chain", "name": "Siêu thị Mẫu", "seats": seats}
        said = {"contact": self.about("contact d"), "note": self.about("note d")}
        form = self.form("d", side="distributor", **company, **said)
        self.seat = f"{self.do('registration', 'submit', *form)}.1"

    def _household(self, name: str) -> dict[str, Any]:
        return {
            "side": "producer",
            "kind": "household",
            "name": self.about(name),
            "tax_code": DIGITS["tax"] if name.startswith("hộ 1") else "",
            "address": self.about(f"address of {name}"),
            "phone": DIGITS["phone"],
            "contact": self.about(f"contact of {name}"),
            "contact_phone": DIGITS["phone"],
            "note": self.about(f"note of {name}"),
            "products": [{"name": "Rau Mẫu", "product_set": 1, "star": 4}],
        }

    def _pairs(self) -> None:
        pairs = [(producer, self.seat) for producer in self.producers]
        self.do("pair", "forbid", *pairs[0], text="--text")
        self.do("pair", "allow", *pairs[0], text="--text")
        self.do("pair", "pin", *pairs[0], text="--text")
        self.do("suggestions", "send")
        self.do("suggestions", "decline", *pairs[1], "--side", "producer", text="--text")
        for side in ("producer", "distributor"):
            self.do("suggestions", "accept", *pairs[2], "--side", side)
        outcome = ("--side", "producer", "--outcome", "no_fit")
        self.do("meeting", "outcome", *pairs[2], *outcome, text="--note")
        self.do("registration", "withdraw", pairs[3][0], text="--text")

    def _paper(self, number: str, *, signed: bool = True) -> tuple[str, Path]:
        on = str(TODAY) if signed else None
        signature = {"signed": "yes" if signed else "unstated", "signed_on": on}
        left = {
            "role": "producer",
            "kind": "household",
            "name": self.about(f"hộ of {number}"),
            "tax_code": DIGITS["other tax"] if number == "1" else "",
            "signatory": self.about(f"signatory of {number}"),
            **signature,
        }
        right = {
            "role": "distributor",
            "name": "Siêu thị Mẫu",
            "signatory": self.about(f"other signatory of {number}"),
            **signature,
        }
        return self.form(
            f"a{number}",
            kind="memorandum",
            number=f"0{number}/MAU",
            parties=[left, right],
            signed_on=on,
            note=self.about(f"note of {number}"),
        )

    def _papers(self) -> None:
        papers = [
            self.do("agreement", "record", *self._paper(str(number))) for number in range(1, 6)
        ]
        day = ("--on", str(TODAY))
        self.do("agreement", "correct", papers[0], *self._paper("1"), text="--text")
        self.do("agreement", "void", papers[1], *day, text="--text")
        self.do("agreement", "merge", papers[2], papers[0], text="--text")
        self.do("agreement", "unmerge", papers[2], text="--text")
        self.do("agreement", "supersede", papers[3], papers[4], *day, text="--text")
        draft = self.do("agreement", "draft", *self._paper("9", signed=False))
        self.do("agreement", "decline", draft, "--party", "0", text="--text")

    def _lists(self) -> None:
        fair = {"Mã sự kiện": NORTH, "Tên sự kiện": "Mẫu", "Chuỗi": "mau-2020"}
        self.take("fairs", {**fair, "Từ ngày": "2020-07-22", "Đến ngày": "2020-07-26"})
        person = {
            "Chủ thể": self.about("list hộ"),
            "Loại chủ thể": "Hộ kinh doanh",
            "Địa chỉ": self.about("list address"),
            "Điện thoại": DIGITS["phone"],
            "Người liên hệ": self.about("list contact"),
            "Ghi chú": self.about("list note"),
            "Sản phẩm": "Mật ong",
            "Bộ sản phẩm": "4",
        }
        refused = {**person, "Chủ thể": f"{MARK} refused", "Sản phẩm": ""}
        self.take("registrations-producers", person, refused, refused=1)
        buyer = {
            "Nhà phân phối": "Chợ Mẫu Hai",
            "Cán bộ thu mua": self.about("list buyer"),
            "Người liên hệ": self.about("list contact d"),
            "Điện thoại": DIGITS["phone"],
            "Ghi chú": self.about("list note d"),
            "Nhu cầu": "mật ong",
        }
        self.take("registrations-distributors", buyer)
        paper = {
            **ROW,
            "Bên sản xuất": self.about("list party"),
            "Loại chủ thể": "Hộ kinh doanh",
            "Ghi chú": self.about("list note a"),
        }
        voided = {**paper, "Số biên bản": "11/BB-MAU", "Trạng thái": "Đã hủy"}
        reason = {"Lý do": self.about("list reason"), "Ngày trạng thái": "2020-07-25"}
        self.take("agreements", paper, {**voided, **reason})

    def _letters(self) -> None:
        with closing(SqliteLog(DataFolder(self.folder).log)) as log:
            log.append([Record(FAIR, b"no event")])
        (letter,) = ketnoi("dlq", "list", "--json", data=self.folder).document
        self.do("dlq", "drop", FAIR, str(letter["ordinal"]), text="--reason")
