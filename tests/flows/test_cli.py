"""The command line from outside: JSON, both streams, and what may stand anywhere."""

from pathlib import Path

import click
import pytest

from tests.builders import FAIR, announce, open_office
from tests.command_line import COPYING, OF_CLUSTER, OF_FILES, STAYING, Ran, filled, ketnoi, verbs

ANNOUNCE = ("fair", "announce", "mau-moi", "--first", "2027-06-01", "--last", "2027-06-05")
READING = sorted(
    path
    for path, found in verbs().items()
    if path not in OF_CLUSTER
    and {"json"}
    == {"json", "channel", "file", "strict", "once"} & {str(one.name) for one in found.params}
    and path not in OF_FILES
)
"""Every command with `--json` that neither acts nor imports."""
SHOWING = [
    ("agreement", "show"),
    ("dlq", "show"),
    ("log", "export"),
    ("match", "export"),
    ("registration", "show"),
]
"""Commands that show or write one JSON document, or one a line, without being asked."""


def test_reading_commands_are_those_that_have_json_and_do_not_act() -> None:
    assert READING == [
        ("agreement", "list"),
        ("claim", "list"),
        ("dlq", "list"),
        ("doctor",),
        ("fair", "list"),
        ("fair", "show"),
        ("lag",),
        ("log", "verify"),
        ("match", "show"),
        ("person", "find"),
        ("rebuild",),
        ("registration", "list"),
        ("report", "agreements"),
        ("series", "list"),
        ("suggestions", "list"),
    ]


@pytest.mark.parametrize("path", READING, ids=" ".join)
def test_json_is_one_document_and_nothing_beside_it(
    data: Path, tmp_path: Path, path: tuple[str, ...]
) -> None:
    define = ("series", "define", "mau", "--name", "Chuỗi Mẫu", "--json")
    assert ketnoi(*define, data=data).document["id"] == "mau"
    stated = filled(path, tmp_path, fair=FAIR, fair_id=FAIR, series_id="mau")

    ran = ketnoi(*stated, "--json", data=data, env={"TERM": "xterm"}, terminal=True)
    shown = ketnoi(*stated, data=data)

    assert ran.code == shown.code == 0
    assert isinstance(ran.document, dict | list)
    assert shown.out.strip()
    assert shown.err == ""


@pytest.mark.parametrize("path", [*READING, *SHOWING], ids=" ".join)
def test_looking_at_a_folder_without_data_makes_none(
    data: Path, tmp_path: Path, path: tuple[str, ...]
) -> None:
    ran = ketnoi(*filled(path, tmp_path), data=data / "nowhere")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"There is nothing in {data / 'nowhere'} yet.")
    assert not (data / "nowhere").exists()


def test_every_other_command_has_json() -> None:
    silent = {path for path, found in verbs().items() if "json" not in _names(found)}

    assert silent == {*SHOWING, *STAYING, *OF_CLUSTER, *COPYING, *OF_FILES} - {
        ("match", "explain"),
        ("topics",),
    }


@pytest.mark.parametrize(
    "line",
    [("worker",), ("set-up",), ("topics",), ("upgrade",), ("log", "copy", "--from", "here")],
    ids=" ".join,
)
def test_command_of_the_cluster_says_what_it_needs(data: Path, line: tuple[str, ...]) -> None:
    ran = ketnoi(*line, data=data)

    assert (ran.code, ran.out) == (2, "")
    assert "set KETNOI_KAFKA and KETNOI_POSTGRES" in ran.err


def test_half_a_cluster_is_refused(data: Path) -> None:
    ran = ketnoi("fair", "list", data=data, env={"KETNOI_KAFKA": "127.0.0.1:9"})

    assert ran.code == 2
    assert "belong together" in ran.err


def test_address_that_is_none_is_refused_without_repeating_it(data: Path) -> None:
    database = "postgresql://ketnoi:S3@cret@127.0.0.1:1/x"

    ran = ketnoi(
        "fair", "list", data=data, env={"KETNOI_KAFKA": "127.0.0.1:9", "KETNOI_POSTGRES": database}
    )

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "KETNOI_POSTGRES is no address of a database. Write postgresql://user@host:port/database; "
        "other signs of a password as %40 and the like.\n"
    )


def _names(found: click.Command) -> set[str]:
    return {str(parameter.name) for parameter in found.params}


def test_rebuild_tells_operators_where_beside_its_result(data: Path) -> None:
    ran = ketnoi("rebuild", "--json", "--ops-port", "0", data=data)

    assert ran.document["equal"]
    assert ran.err.startswith("For operators: http://127.0.0.1:")


def test_progress_is_shown_only_where_somebody_looks(data: Path) -> None:
    looking = ketnoi("rebuild", data=data, env={"TERM": "xterm"}, terminal=True)
    piped = ketnoi("rebuild", data=data)

    assert "Rebuilding" in looking.err
    assert piped.err == ""
    for ran in (looking, piped):
        assert (ran.code, ran.out) == (0, "Equal: 1 events say the same again.\n")


def said(ran: Ran) -> tuple[int, str]:
    return ran.code, ran.out


def test_global_options_stand_before_or_after_the_command(data: Path) -> None:
    listed = ketnoi("--data", data, "--lang", "vi", "--actor", "clerk", "fair", "list")

    assert listed.out.startswith("Mã ")
    for line in (
        ("fair", "list", "--data", data, "--lang", "vi", "--actor", "clerk"),
        ("fair", f"--data={data}", "--lang=vi", "list", "--actor=clerk"),
    ):
        assert said(ketnoi(*line)) == said(listed)


def test_what_stands_behind_two_dashes_is_no_option(data: Path) -> None:
    ran = ketnoi("person", "find", "--json", "--", "--lang", data=data)

    assert ran.document == {"references": []}


def test_language_is_vietnamese_unless_said_otherwise(data: Path) -> None:
    def heading(*line: str, **env: str | None) -> str:
        given = {name: value for name, value in env.items() if value is not None}
        return ketnoi("fair", "list", *line, data=data, env={"KETNOI_LANG": "vi", **given}).out[:3]

    assert heading() == "Mã "
    assert heading("--lang", "en") == "Id "
    assert heading(KETNOI_LANG="en") == "Id "
    assert heading("--lang", "vi", KETNOI_LANG="en") == "Mã "


def test_folder_is_that_of_the_option_else_of_the_setting_else_here(
    data: Path, tmp_path: Path
) -> None:
    with open_office(tmp_path / "other") as office:
        office.do(announce(fair="mau-khac"))
    setting = {"KETNOI_DATA": str(tmp_path / "other")}

    def fairs(*line: str | Path, env: dict[str, str] | None = None) -> list[str]:
        rows = ketnoi(*line, "fair", "list", "--json", env=env).document
        return sorted(row["id"] for row in rows)

    assert fairs("--data", data) == [FAIR]
    assert fairs(env=setting) == ["mau-2026", "mau-khac"]
    assert fairs("--data", data, env=setting) == [FAIR]
    assert fairs("--data", "", env=setting) == ["mau-2026", "mau-khac"]
    assert ketnoi(*ANNOUNCE, "--name", "Mẫu").code == 0
    assert fairs("--data", "ketnoi-data") == ["mau-moi"]


def test_actor_is_that_of_the_option_else_of_the_setting(data: Path) -> None:
    clerk = {"KETNOI_ACTOR": "clerk"}

    assert ketnoi("log", "verify", data=data, env=clerk).code == 1
    assert ketnoi("log", "verify", "--actor", "operator", data=data, env=clerk).code == 0


def test_log_copy_makes_no_folder_of_a_misspelt_source(data: Path) -> None:
    target = data / "target"
    cluster = {"KETNOI_KAFKA": "127.0.0.1:9", "KETNOI_POSTGRES": "postgresql://a@127.0.0.1:9/a"}

    ran = ketnoi("log", "copy", "--from", "nosuch", "--to", str(target), data=data, env=cluster)
    unnamed = ketnoi("log", "copy", "--to", "", data=data, env=cluster)

    assert (ran.code, unnamed.code) == (1, 2)
    assert ran.err.startswith("There is nothing in nosuch yet.")
    assert "Name a folder." in unnamed.err
    assert not target.exists()


def test_log_copy_from_a_damaged_log_says_so(data: Path) -> None:
    source = data / "source"
    ketnoi("fair", "announce", *ANNOUNCE[2:], data=source)
    (source / "log.db").write_bytes(b"garbage" * 1_000)

    ran = ketnoi("log", "copy", "--from", str(source), "--to", str(data / "other"), data=data)

    assert (ran.code, ran.out) == (4, "")
    assert f"{source / 'log.db'} is damaged." in ran.err
