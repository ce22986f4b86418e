"""A fair that is over, or takes no registrations, offers nothing that it would refuse."""

from collections.abc import Callable
from pathlib import Path

import pytest

from streams.domain.errors import Conflict
from streams.domain.fairs.commands import ReviseFair
from tests.builders import FAIR, Office, details, producer, settings
from tests.web.halls import AT, browser, fill, words

NEW = f'href="{AT}/registrations/new'
EDIT = f'href="{AT}/registrations/p000/edit"'
SEND = f'action="{AT}/match/send"'


def end(office: Office) -> None:
    """Let the last day of the fair pass."""
    office.clock.move(days=60)


def close_registration(office: Office) -> None:
    """Close the registration of the fair that is still to come."""
    closed = details(settings=settings(registration="closed"))
    office.do(ReviseFair(fair=FAIR, details=closed), key="close")


@pytest.mark.parametrize("stop", [end, close_registration])
def test_entries_are_neither_made_nor_changed_where_that_is_refused(
    tmp_path: Path, stop: Callable[[Office], None]
) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 2, 1)
        pages = f"{AT}/registrations", f"{AT}/registrations/p000"
        before = [client.get(one).text for one in pages]
        stop(office)
        after = [client.get(one).text for one in pages]
        with pytest.raises(Conflict):
            office.register("late", producer("HTX Mẫu Muộn"))

    assert (NEW in before[0], EDIT in before[1]) == (True, True)
    assert (NEW in after[0], EDIT in after[1]) == (False, False)


@pytest.mark.parametrize(
    ("language", "sentence", "link"),
    [
        ("en", "No registrations yet. Import a list.", "share the link"),
        ("vi", "Chưa có đăng ký. Nhập danh sách Excel.", "gửi liên kết"),
    ],
)
@pytest.mark.parametrize("page", [AT, f"{AT}/registrations"])
def test_an_empty_fair_that_is_over_asks_for_a_list_only(
    tmp_path: Path, page: str, language: str, sentence: str, link: str
) -> None:
    with browser(tmp_path, language) as (office, client):
        end(office)
        text = words(client.get(page).text)

    assert sentence in text
    assert link not in text


def test_a_fair_that_is_over_asks_nobody_to_send_its_match(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        fill(office, 2, 1)
        before = [client.get(f"{AT}{page}").text for page in ("/match", "/suggestions", "")]
        end(office)
        after = [client.get(f"{AT}{page}").text for page in ("/match", "/suggestions", "")]

    assert [SEND in before[0], "Send the round" in before[1], "pressing-unsent" in before[2]] == [
        True,
        True,
        True,
    ]
    assert [SEND in after[0], "Send the round" in after[1], "pressing-unsent" in after[2]] == [
        False,
        False,
        False,
    ]
