"""Registrations on pages: found without tone marks, entered, edited, admitted, withdrawn."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from streams.domain.events.registrations import (
    DistributorProfile,
    Paper,
    Place,
    ProducerProfile,
)
from streams.domain.registrations.state import Registration
from streams.store import tables
from tests.builders import (
    FAIR,
    Office,
    announce,
    details,
    distributor,
    holder,
    producer,
    product,
    seat,
    settings,
)
from tests.web.halls import AT, browser, words

LIST = f"{AT}/registrations"
HOSTILE = '<img src=x onerror="alert(1)">'


def typed(html: str) -> dict[str, list[str]]:
    """Return what a browser would send of the form of an entry as it stands."""
    form = html[html.index('<form method="post">') : html.rindex("</form>")]
    sent: dict[str, list[str]] = {}
    controls = r"<input ([^>]*)>|<select ([^>]*)>(.*?)</select>"
    for box, select, options in re.findall(controls, form, re.DOTALL):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', box or select))
        name = attributes.get("name", "")
        if select:
            chosen = re.findall(r'<option(?: value="([^"]*)")? selected>([^<]*)', options)
            values = [value or words_of for value, words_of in chosen]
            if not values and "multiple" not in select:
                values = re.findall(r'<option value="([^"]*)"', options)[:1]
            sent.setdefault(name, []).extend(values)
        elif attributes.get("type") != "checkbox" or box.rstrip().endswith("checked"):
            sent.setdefault(name, []).append(attributes.get("value", ""))
    return sent


def save(
    client: TestClient, address: str, changes: Mapping[str, str | list[str]], status: int = 303
) -> str:
    """Fill in a form, send it, and return where it leads, or what it says."""
    page = client.get(address)
    answer = client.post(address.partition("?")[0], data={**typed(page.text), **changes})
    assert answer.status_code == status, words(answer.text)
    return answer.headers.get("location", "") or words(answer.text)


def profile(office: Office, registration: str) -> ProducerProfile:
    state = office.state(Registration, registration)
    assert state is not None
    assert isinstance(state.profile, ProducerProfile)
    return state.profile


def seats(office: Office, registration: str) -> DistributorProfile:
    state = office.state(Registration, registration)
    assert state is not None
    assert isinstance(state.profile, DistributorProfile)
    return state.profile


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "No registrations yet. Import a list or share the link."),
        ("vi", "Chưa có đăng ký. Nhập danh sách Excel hoặc gửi liên kết đăng ký."),
    ],
)
def test_an_empty_list_says_how_to_begin(tmp_path: Path, language: str, sentence: str) -> None:
    with browser(tmp_path, language) as (_, client):
        page = client.get(LIST)

    assert page.status_code == 200
    assert sentence in words(page.text)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_entries_are_found_without_tone_marks(tmp_path: Path, language: str) -> None:
    with browser(tmp_path, language) as (office, client):
        office.register("p1", producer("HTX Mẫu Đường Lâm"))
        office.register("p2", producer("HTX Mẫu Lạc Thủy"))
        office.register("d1", distributor("Siêu thị Mẫu Đỏ"))

        def found(query: str) -> list[str]:
            return re.findall(r'<tr id="(\w+)"', client.get(f"{LIST}?{query}").text)

        assert found("") == ["p1", "p2", "d1"]
        assert found("q=duong+lam") == ["p1"]
        assert found("q=LAC+thuy") == ["p2"]
        assert found("q=do&side=distributor") == ["d1"]
        assert found("q=Đường") == ["p1"]
        assert found("status=withdrawn") == []


def test_names_of_households_are_found_and_a_page_holds_fifty(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        for number in range(51):
            office.register(f"p{number:02d}", producer(f"HTX Mẫu {number:02d}"))
        save(
            client,
            f"{LIST}/new?side=producer",
            {"name": "Hộ Mẫu Đặng", "kind": "household", "phone": "0900000001"},
        )
        first, second = client.get(LIST).text, client.get(f"{LIST}?page=2").text
        household = client.get(f"{LIST}?q=ho+mau+dang").text

    assert first.count("<tr id=") == 50
    assert second.count("<tr id=") == 2
    assert "51 to 52 of 52" in words(second)
    assert household.count("<tr id=") == 1


def test_entry_is_shown_in_words_with_papers_judged_by_the_fair(tmp_path: Path) -> None:
    papers = (
        Paper(code="haccp", expires_on=date(2026, 5, 30)),
        Paper(code="vietgap", expires_on=date(2026, 6, 3)),
        Paper(code="gmp", expires_on=date(2026, 6, 5)),
        Paper(code="barcode"),
    )
    with browser(tmp_path) as (office, client):
        office.register("p1", producer(papers=papers, products=(product(product_set=4),)))
        page = words(client.get(f"{LIST}/p1").text)

    assert "HACCP: ends on 30 May 2026, before the fair on 1 June 2026" in page
    assert "VietGAP: ends on 3 June 2026, during the fair" in page
    assert "valid until 5 June 2026, the whole fair" in page
    assert "no end stated" in page
    assert "honey, other farm goods (4)" in page
    assert "registered a company" in page


@pytest.mark.parametrize("language", ["en", "vi"])
def test_producer_is_entered_edited_and_told_of(tmp_path: Path, language: str) -> None:
    with browser(tmp_path, language) as (office, client):
        at = save(
            client,
            f"{LIST}/new?side=producer",
            {
                "name": "HTX Mẫu Mới",
                "province": "Nghệ An",
                "contact": "Trần Mẫu",
                "contact_phone": "0900000002",
                "product_name": ["Cam Mẫu", "", ""],
                "product_set": ["1", "", ""],
                "product_star": ["4", "", ""],
                "product_volume": ["1.500", "", ""],
                "product_unit": ["kg", "kg", "kg"],
                "paper": ["vietgap"],
                "places": "5",
                "standing_yes": "x",
            },
        )
        registration = at.partition("?")[0].rpartition("/")[2]
        entered = profile(office, registration)
        change = {"places": "7", "channel": "phone", "note": "Gọi lại sau"}
        save(client, f"{LIST}/{registration}/edit", change)
        edited = profile(office, registration)
        history = words(client.get(f"{LIST}/{registration}").text)

    assert (entered.products[0].name, entered.products[0].monthly_volume) == ("Cam Mẫu", 1500)
    assert [paper.code for paper in entered.papers] == ["vietgap"]
    assert (entered.places, entered.standing_yes) == (5, True)
    assert edited.but(note_refs=()) == entered.but(places=7)
    assert history.count("Gọi lại sau") == 1
    assert ("changed an entry" if language == "en" else "sửa một đăng ký") in history


def test_buyers_of_a_distributor_are_entered_and_keep_their_numbers(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        at = save(
            client,
            f"{LIST}/new?side=distributor",
            {
                "name": "Siêu thị Mẫu Mới",
                "seat_buyer": ["Mai Mẫu"],
                "seat_places": ["6"],
                "seat_set": ["0:4", "0:11"],
                "seat_must": ["0:haccp"],
            },
        )
        registration = at.partition("?")[0].rpartition("/")[2]
        save(
            client,
            f"{LIST}/{registration}/edit",
            {
                "seat_buyer": ["Mai Mẫu", "Nam Mẫu"],
                "seat_places": ["8", "4"],
                "seat_set": ["0:4", "1:12"],
            },
        )
        first, second = seats(office, registration).seats
        shown = words(client.get(f"{LIST}/{registration}").text)

    assert (first.id, first.places, first.product_sets) == (f"{registration}.1", 8, (4,))
    assert first.must_haves == ("haccp",)
    assert (second.id, second.places, second.product_sets) == (f"{registration}.2", 4, (12,))
    assert "Wanted product sets honey, other farm goods (4)" in shown


def test_what_the_form_does_not_show_stays(tmp_path: Path) -> None:
    shown = producer(
        booth="shared",
        remote=True,
        longest_payment_days=30,
        products=(product(criteria="2023", season=(1, 2), chilled=True),),
        papers=(Paper(code="haccp", issued_on=date(2025, 1, 1), document="a" * 64),),
    )
    wanted = distributor(seats=(seat(deliver_to="Hà Nội", cold_chain=True, lowest_star=3),))
    with browser(tmp_path) as (office, client):
        office.register("p1", shown)
        office.register("d1", wanted)
        before = seats(office, "d1")
        save(client, f"{LIST}/p1/edit", {})
        save(client, f"{LIST}/d1/edit", {})

        assert profile(office, "p1") == shown
        assert seats(office, "d1") == before


def test_a_households_number_is_never_shown_and_is_kept(tmp_path: Path) -> None:
    secret = {"tax_code": "0101234567", "address": "1 phố Kín", "phone": "0912345678"}
    with browser(tmp_path) as (office, client):
        at = save(
            client,
            f"{LIST}/new?side=producer",
            {"name": "Hộ Mẫu Kín", "kind": "household", **secret},
        ).partition("?")[0]
        save(client, f"{at}/edit", {"places": "4"})
        pages = [client.get(address).text for address in (LIST, at, f"{at}/edit")]
        reference = profile(office, at.rpartition("/")[2]).holder.private
        private = office.keeper.read([reference or ""])

    assert [value for value in secret.values() for page in pages if value in page] == []
    assert private[reference or ""] == {"name": "Hộ Mẫu Kín", **secret}


def test_who_saves_second_is_told_and_keeps_what_was_typed(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        office.register("p1", producer())
        page = client.get(f"{LIST}/p1/edit")
        save(client, f"{LIST}/p1/edit", {"places": "4"})
        late = client.post(
            f"{LIST}/p1/edit", data={**typed(page.text), "places": "9", "district": "Quận Mẫu"}
        )
        places = profile(office, "p1").places

    assert late.status_code == 409
    assert "Somebody changed this entry meanwhile; nothing was saved." in words(late.text)
    assert 'value="Quận Mẫu"' in late.text
    assert places == 4


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"name": " "}, 422),
        ({"name": "M" * 501}, 422),
        ({"tax_code": "12"}, 422),
        ({"places": "many"}, 422),
        ({"product_name": "Cam", "product_set": "27"}, 422),
        ({"paper": "ocop_certificate", "paper_until": "yesterday"}, 422),
        ({"name": "HTX Mẫu An", "province": "Hà Nội"}, 409),
    ],
)
def test_a_refused_form_is_shown_again_as_typed(
    tmp_path: Path, changes: dict[str, str], status: int
) -> None:
    with browser(tmp_path) as (office, client):
        office.register("p1", producer("HTX Mẫu An", holder=holder("HTX Mẫu An")))
        given = {"name": "HTX Mẫu Hai", "commune": "Xã Mẫu", "kind": "cooperative", **changes}
        page = client.get(f"{LIST}/new?side=producer")
        answer = client.post(f"{LIST}/new", data={**typed(page.text), **given})
        recorded = len(office.rows(tables.registrations, key=FAIR))

    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert 'value="Xã Mẫu"' in answer.text
    assert recorded == 1


def test_a_form_sent_twice_is_one_act(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        page = client.get(f"{LIST}/new?side=producer")
        data = {**typed(page.text), "name": "HTX Mẫu Một"}
        answers = [client.post(f"{LIST}/new", data=data) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [303, 303]
        assert len(office.rows(tables.registrations, key=FAIR)) == 1


def test_entry_is_admitted_and_withdrawn(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        asking = announce(fair="admit", details=details(settings=settings(admission="organiser")))
        office.do(asking, key="admit")
        office.register("p1", producer(), fair="admit")
        at = "/fairs/admit/registrations/p1"
        admitted = client.post(f"{at}/admit")
        again = client.post(f"{at}/admit")
        withdrawn = client.post(f"{at}/withdraw", data={"reason": "no_stock", "text": "Hết hàng"})
        too_late = client.post(f"{at}/withdraw", data={"reason": "no_stock"})
        (row,) = office.rows(tables.registrations, key="admit")
        page = client.get(at)

    assert [answer.status_code for answer in (admitted, again)] == [303, 409]
    assert [answer.status_code for answer in (withdrawn, too_late)] == [303, 409]
    assert row["status"] == "withdrawn"
    assert "withdrew an entry: nothing to offer · in person Reason: Hết hàng" in words(page.text)
    assert f"{at}/edit" not in page.text


@pytest.mark.parametrize("language", ["en", "vi"])
def test_hostile_names_are_escaped(tmp_path: Path, language: str) -> None:
    name = f"{HOSTILE} " + "M" * 460
    with browser(tmp_path, language) as (office, client):
        place = Place(province=HOSTILE)
        office.register("p1", producer(name, holder=holder(name, place=place)))
        office.register("d1", distributor(HOSTILE))
        pages = [
            client.get(address)
            for address in (AT, LIST, f"{LIST}?q={HOSTILE}", f"{LIST}/p1", f"{LIST}/d1/edit")
        ]

    assert [page.status_code for page in pages] == [200] * 5
    assert [page for page in pages if "<img" in page.text] == []


@pytest.mark.parametrize(
    "address",
    [
        "/fairs/nowhere/registrations",
        "/fairs/nowhere/registrations/new",
        f"{LIST}/nobody",
        f"{LIST}/nobody/edit",
    ],
)
def test_unknown_fairs_and_entries_are_not_found(tmp_path: Path, address: str) -> None:
    with browser(tmp_path) as (_, client):
        assert client.get(address).status_code == 404
