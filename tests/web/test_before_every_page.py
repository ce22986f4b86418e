"""What stands before every page: who is acting, in which language, and asked from where."""

from pathlib import Path

import pytest

from tests.web.halls import AT, browser, words

SITE = {"Sec-Fetch-Site": "cross-site"}
HOST = {"Host": "evil.example"}
SENTENCES = {
    ("en", "site"): "This came from another site. Nothing was changed",
    ("vi", "site"): "Yêu cầu này đến từ một trang web khác. Chưa có gì thay đổi",
    ("en", "host"): "This console answers only as 127.0.0.1 or localhost.",
    ("vi", "host"): "Bảng điều khiển này chỉ trả lời tại 127.0.0.1 hoặc localhost.",
}


@pytest.mark.parametrize(("language", "elsewhere"), SENTENCES)
def test_form_sent_from_elsewhere_is_refused_with_a_page(
    tmp_path: Path, language: str, elsewhere: str
) -> None:
    with browser(tmp_path, language) as (office, client):
        end = office.log.end(0)
        answer = client.post(f"{AT}/open", headers=SITE if elsewhere == "site" else HOST)

        assert (answer.status_code, office.log.end(0)) == (403, end)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert f'<html lang="{language}">' in answer.text
    assert SENTENCES[language, elsewhere] in words(answer.text)


def test_page_asked_from_another_site_is_shown(tmp_path: Path) -> None:
    with browser(tmp_path) as (_, client):
        assert client.get(AT, headers=SITE).status_code == 200


def test_nobody_can_still_choose_who_is_acting_and_the_language(tmp_path: Path) -> None:
    with browser(tmp_path) as (_, client):
        client.cookies.set("actor", "director")
        refused = client.get(AT)
        asked = client.get("/who")
        language = client.post("/language", data={"language": "vi", "back": AT})
        chosen = client.post("/who", data={"name": "clerk", "back": AT})
        shown = client.get(AT)

    assert [one.status_code for one in (refused, asked, shown)] == [404, 200, 200]
    assert [one.headers["location"] for one in (language, chosen)] == [AT, AT]
    assert '<html lang="vi">' in shown.text


def test_name_of_no_role_is_not_remembered(tmp_path: Path) -> None:
    with browser(tmp_path) as (_, client):
        answer = client.post("/who", data={"name": "director"})

    assert (answer.status_code, "set-cookie" in answer.headers) == (404, False)
