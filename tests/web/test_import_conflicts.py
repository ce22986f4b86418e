"""When people changed what a list speaks of: who, what, when, and whose is kept."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.forms.registration import RegistrationForm, SeatForm
from api.web.entry_words import FIELDS, value_words
from api.words import speak
from streams.domain.events.registrations import Paper, ProducerProfile, Product
from streams.domain.registrations.commands import ReviseRegistration
from streams.domain.registrations.state import Registration
from streams.store import tables
from tests.builders import FAIR, Office, producer, product
from tests.lists import csv_list
from tests.web.halls import AT, browser, words

IMPORT = f"{AT}/import"
HONEY = {
    "Chủ thể": "HTX Mẫu An",
    "Loại chủ thể": "HTX",
    "Sản phẩm": "Mật ong Mẫu",
    "Bộ sản phẩm": "4",
    "Sao": "4",
    "Tỉnh": "Hà Nội",
}
ORANGES = {**HONEY, "Sản phẩm": "Cam Mẫu", "Bộ sản phẩm": "1", "Kho lạnh": "x"}
HOUSEHOLD = {
    **HONEY,
    "Chủ thể": "Hộ Mẫu Ba",
    "Loại chủ thể": "Hộ kinh doanh",
    "Điện thoại": "0900000009",
}


def upload(client: TestClient, *rows: dict[str, str]) -> str:
    """Upload a list and return where it is shown."""
    files = {"list_file": ("mau.csv", csv_list(*rows))}
    answer = client.post(IMPORT, files=files, data={"side": "producer"})
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"]


def take(client: TestClient, at: str, *chosen: str) -> str:
    """Take a list with the chosen answers and return the page that follows."""
    answers = {f"keep-{number}": one for number, one in enumerate(chosen, start=1)}
    answer = client.post(f"{at}/take", data=answers)
    assert answer.status_code == 303, words(answer.text)
    return client.get(answer.headers["location"]).text


def profile(office: Office) -> ProducerProfile:
    """Return the only entry."""
    (row,) = office.rows(tables.registrations, key=FAIR)
    state = office.state(Registration, row["id"])
    assert state is not None
    assert isinstance(state.profile, ProducerProfile)
    return state.profile


def stars(office: Office) -> dict[str, int | None]:
    """Return the star class of each product of the only entry."""
    return {one.name: one.star for one in profile(office).products}


def change(office: Office, actor: str = "clerk-Hà", **to: object) -> None:
    """Change the only entry by hand; `star` changes its first product."""
    (row,) = office.rows(tables.registrations, key=FAIR)
    before = profile(office)
    if "star" in to:
        first, *others = before.products
        to["products"] = (first.but(star=to.pop("star")), *others)
    after = before.but(**to)
    office.do(ReviseRegistration(fair=FAIR, registration=row["id"], profile=after), actor=actor)


def answers_for_the_list(html: str) -> list[str]:
    """Return what chooses the list's value, question by question."""
    return [one for one in re.findall(r'name="keep-\d+" value="([^"]*)"', html) if one]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Row 2: clerk Hà changed 4 stars to 3 stars at 09:12. Keep which?"),
        ("vi", "Dòng 2: nhân viên quầy Hà đã sửa 4 sao thành 3 sao lúc 09:12. Giữ bản nào?"),
    ],
)
def test_row_that_somebody_changed_says_who_what_and_when(
    tmp_path: Path, language: str, sentence: str
) -> None:
    with browser(tmp_path, language) as (office, client):
        at = upload(client, HONEY, ORANGES)
        take(client, at)
        office.clock.move(minutes=12)
        change(office, star=3)
        page = client.get(at).text

    assert sentence in words(page)
    assert len(answers_for_the_list(page)) == 1


def test_choosing_nothing_keeps_what_was_changed(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        at = upload(client, HONEY, ORANGES)
        take(client, at)
        change(office, star=3)
        further = upload(client, HONEY, ORANGES, {**ORANGES, "Sản phẩm": "Bưởi Mẫu"})
        taken = words(take(client, further))
        again = words(take(client, upload(client, HONEY, ORANGES)))
        standing = stars(office)

    assert "Taken: 0 new, 1 changed, 0 unchanged." in taken
    assert "Taken: 0 new, 0 changed, 1 unchanged." in again
    assert "Keep which?" in again
    assert standing == {"Mật ong Mẫu": 3, "Cam Mẫu": 4, "Bưởi Mẫu": 4}


def test_lists_value_is_taken_where_it_is_chosen_and_nowhere_else(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        at = upload(client, HONEY, ORANGES)
        take(client, at)
        change(office, star=3, cold_chain=False)
        page = client.get(at).text
        chosen = [one for one in answers_for_the_list(page) if one.endswith("/star")]
        taken = words(take(client, at, *chosen))
        standing, cold = stars(office), profile(office).cold_chain
        again = words(take(client, upload(client, HONEY, ORANGES)))

    assert "clerk Hà changed cold chain yes to no at 09:00" in words(page)
    assert "Taken: 0 new, 1 changed, 0 unchanged." in taken
    assert (standing["Mật ong Mẫu"], cold) == (4, False)
    assert "Taken: 0 new, 0 changed, 1 unchanged." in again
    assert "stars" not in again
    assert "cold chain yes to no" in again


def test_choice_is_about_one_change_and_not_about_a_later_one(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        at = upload(client, HONEY)
        take(client, at)
        change(office, star=3)
        chosen = answers_for_the_list(client.get(at).text)
        change(office, actor="clerk-Nam", star=5)
        taken = words(take(client, at, *chosen))
        standing = stars(office)

    assert standing == {"Mật ong Mẫu": 5}
    assert "clerk Nam changed 3 stars to 5 stars" in taken


def test_what_somebody_entered_or_took_out_is_asked_about_too(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        own = producer(
            "HTX Mẫu An",
            products=(product(name="Mật ong Mẫu", product_set=4, star=3),),
            papers=(Paper(code="haccp", number="7"),),
        )
        office.register("r1", own)
        entered = words(client.get(upload(client, {**HONEY, "HACCP": "x"})).text)
        take(client, upload(client, HONEY, ORANGES))
        change(office, products=profile(office).products[:1])
        at = upload(client, ORANGES)
        taken_out = words(client.get(at).text)
        take(client, at, *answers_for_the_list(client.get(at).text))
        products = [one.name for one in profile(office).products]

    assert "Row 2: organiser 1 entered 3 stars at 09:00. Keep which?" in entered
    assert "Row 2: clerk Hà took out product Cam Mẫu at 09:00. Keep which?" in taken_out
    assert products == ["Mật ong Mẫu", "Cam Mẫu"]


def test_what_pages_keep_closed_is_not_shown_in_a_question(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        at = upload(client, HOUSEHOLD)
        take(client, at)
        (row,) = office.rows(tables.registrations, key=FAIR)
        edit = f"{AT}/registrations/{row['id']}/edit"
        hidden = r'name="(name|version|province)" value="([^"]*)"'
        form = dict(re.findall(hidden, client.get(edit).text))
        form |= {"kind": "household", "contact_phone": "0911111111", "places": "3"}
        saved = client.post(edit, data=form)
        page = client.get(at)

    assert saved.status_code == 303, words(saved.text)
    asked = words(page.text).partition("Changed by somebody since")[2].partition("Rows to")[0]
    assert "telephone of the person to call at 09:00; it is kept closed. Keep which?" in asked
    assert "0911111111" not in page.text
    assert "0900000009" not in asked


def test_company_that_changed_its_own_entry_is_called_by_what_it_is(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        at = upload(client, HONEY)
        take(client, at)
        change(office, actor="producer-Mai", star=5)
        page = words(client.get(at).text)

    assert "Row 2: producer changed 4 stars to 5 stars at 09:00. Keep which?" in page


def repair(client: TestClient, at: str, actor: str, row: int, value: str) -> str:
    """Write into the column of stars as somebody and return where the list then is."""
    client.cookies.set("actor", actor)
    answer = client.post(f"{at}/repair", data={"column": "E", "row": str(row), "cell": value})
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Row 2: clerk 2 changed 4 stars to 3 stars at 09:12. Keep which?"),
        ("vi", "Dòng 2: nhân viên quầy 2 đã sửa 4 sao thành 3 sao lúc 09:12. Giữ bản nào?"),
    ],
)
def test_cell_that_a_colleague_repaired_first_is_asked_about(
    tmp_path: Path, language: str, sentence: str
) -> None:
    with browser(tmp_path, language) as (office, client):
        at = upload(client, HONEY)
        office.clock.move(minutes=12)
        repair(client, at, "clerk-2", 2, "3")
        office.clock.move(minutes=3)
        page = client.get(repair(client, at, "organiser", 2, "5")).text

    assert sentence in words(page)
    assert len(answers_for_the_list(page)) == 1


@pytest.mark.parametrize(("chooses", "star"), [(False, 3), (True, 5)])
def test_colleagues_repair_stands_unless_the_other_is_chosen(
    tmp_path: Path, chooses: bool, star: int
) -> None:
    with browser(tmp_path) as (office, client):
        at = upload(client, HONEY)
        office.clock.move(minutes=12)
        repair(client, at, "clerk-2", 2, "3")
        office.clock.move(minutes=3)
        mine = repair(client, at, "organiser", 2, "5")
        chosen = answers_for_the_list(client.get(mine).text) if chooses else []
        taken = take(client, mine, *chosen)
        standing = stars(office)

    assert "Taken: 1 new, 0 changed, 0 unchanged." in words(taken)
    assert "Keep which?" not in words(taken)
    assert standing == {"Mật ong Mẫu": star}


def test_list_that_a_colleague_went_on_with_is_not_taken_unseen(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        at = upload(client, HONEY)
        office.clock.move(minutes=1)
        mine = repair(client, at, "organiser", 2, "5")
        office.clock.move(minutes=1)
        theirs = repair(client, at, "clerk-2", 2, "3")
        take(client, theirs, *answers_for_the_list(client.get(theirs).text))
        client.cookies.set("actor", "organiser")
        told = take(client, mine)
        where = client.post(f"{mine}/take").headers["location"]
        unchosen = words(take(client, where))
        standing = stars(office)
        chosen = take(client, where, *answers_for_the_list(client.get(where).text))
        taken = stars(office)

    assert "Row 2: clerk 2 changed 4 stars to 3 stars at 09:02. Keep which?" in words(told)
    assert "nothing of this list was taken" in words(told)
    assert "Taken: 0 new, 0 changed, 1 unchanged." in unchosen
    assert standing == {"Mật ong Mẫu": 3}
    assert "Taken: 0 new, 1 changed, 0 unchanged." in words(chosen)
    assert taken == {"Mật ong Mẫu": 5}


def test_equal_repairs_and_ones_own_are_no_question(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        at = upload(client, HONEY, ORANGES)
        office.clock.move(minutes=1)
        repair(client, at, "clerk-2", 2, "3")
        office.clock.move(minutes=1)
        equal = client.get(repair(client, at, "organiser", 2, "3")).text
        other_cell = client.get(repair(client, at, "organiser", 3, "2")).text
        office.clock.move(minutes=1)
        own = client.get(repair(client, at, "organiser", 3, "1")).text
        after_hers = repair(client, at, "clerk-2", 2, "4")
        office.clock.move(minutes=1)
        seen = client.get(repair(client, after_hers, "organiser", 2, "5")).text

    assert ["Keep which?" in words(page) for page in (equal, other_cell, own, seen)] == [
        False,
        False,
        False,
        False,
    ]


def test_every_field_that_a_list_may_state_has_words() -> None:
    asked_by_parts = {"side", "note", "products", "papers", "seats", "id", "suppliers", "unwanted"}
    fields = {
        *RegistrationForm.__dataclass_fields__,
        *SeatForm.__dataclass_fields__,
        *Product.__struct_fields__,
    }

    assert fields - asked_by_parts == FIELDS.keys()
    speak("vi")
    assert value_words("places", None) == "không có"
