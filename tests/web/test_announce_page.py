"""Announcing a fair on a page."""

from pathlib import Path

import pytest

from streams.domain.fairs.state import Fair
from tests.web.halls import browser, words

GIVEN = {
    "name": "Hội chợ Mẫu Mới",
    "fair": "mau-moi",
    "kind": "trade_week",
    "first": "2026-07-01",
    "last": "2026-07-03",
    "venue": "Nhà triển lãm Mẫu",
    "province": "Hà Nội",
}


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Announce a fair"), ("vi", "Công bố hội chợ")]
)
def test_page_asks_for_name_kind_days_and_place(
    tmp_path: Path, language: str, heading: str
) -> None:
    with browser(tmp_path, language) as (_, client):
        page = client.get("/announce")
        fairs = client.get("/")

    assert page.status_code == 200
    assert heading in page.text
    assert 'href="/announce"' in fairs.text


def test_fair_is_announced_once(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        first = client.post("/announce", data=GIVEN)
        second = client.post("/announce", data={**GIVEN, "name": "<b>Khác</b>"})
        fair = office.state(Fair, "mau-moi", key="mau-moi")

    assert first.status_code == 303
    assert first.headers["location"].startswith("/fairs/mau-moi?done=")
    assert second.status_code == 409
    assert 'value="&lt;b&gt;Khác&lt;/b&gt;"' in second.text
    assert fair is not None
    assert (fair.details.name, fair.details.kind) == ("Hội chợ Mẫu Mới", "trade_week")
    assert fair.details.settings.admission == "automatic"


@pytest.mark.parametrize(
    "changes",
    [
        {"fair": "Có Dấu"},
        {"first": ""},
        {"first": "soon"},
        {"last": "2026-06-01"},
        {"name": " "},
    ],
)
def test_a_refused_announcement_keeps_what_was_typed(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    with browser(tmp_path) as (_, client):
        answer = client.post("/announce", data={**GIVEN, **changes})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="Nhà triển lãm Mẫu"' in answer.text
    assert words(answer.text)
