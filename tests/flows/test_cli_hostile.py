"""Whatever stands on the command line: no traceback, a documented exit code, refused is unwritten.

A raised exception ends the run itself, so every example that comes back has shown no traceback.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.runtime.reactions import matcher, sender, timers
from tests.builders import FAIR
from tests.command_line import CODES, STAYING, filled, ketnoi, verbs

KNOWN = st.sampled_from(
    [
        "",
        "-",
        "--",
        "=",
        "--json",
        "--fair",
        "--lang=vi",
        "--data=",
        "--help",
        "..",
        "/",
        "/dev/null",
        "~",
        "*",
        "x" * 300,
        "é" * 70,
        "%s {0} {value}",
        "'; DROP TABLE fairs; --",
        "\udcff",
        "Mẫu \ud83d",
        "n\u0303\u202e\u0007\n\t",
        "9" * 30,
        "-1",
        "1e309",
        "NaN",
        "null",
        "2020-13-45",
        "0001-01-01",
        "0001-01-01T00:00",
        "9999-12-31T23:59:59+14:00",
        "organiser",
        FAIR,
    ]
)
HOSTILE = KNOWN | KNOWN | KNOWN | st.text(st.characters(exclude_characters="\0/"), max_size=12)
"""No argument of a process holds the sign U+0000; a slash could lead out of the test's folder."""
PATHS = sorted(verbs().keys() - {("demo",), *STAYING})
REACTIONS = {matcher.ACTOR, sender.ACTOR, timers.ACTOR}
STUBBORN = settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def lines(draw: st.DrawFn, folder: Path) -> list[str]:
    """Draw a command with what it needs, some of it hostile, and options that it may not know."""
    path = draw(st.sampled_from(PATHS))
    line = filled(path, folder, fair=FAIR, fair_id=FAIR)
    for parameter in verbs()[path].params:
        if isinstance(parameter, click.Option) and draw(st.integers(0, 3)) == 0:
            choices = getattr(parameter.type, "choices", ())
            value = draw(HOSTILE | st.sampled_from(choices) if choices else HOSTILE)
            line += [parameter.opts[-1], *([] if parameter.is_flag else [value])]
    stated = [place for place in range(len(path), len(line)) if not line[place].startswith("--")]
    for place in draw(st.lists(st.sampled_from(stated), min_size=1, max_size=3)) if stated else ():
        line[place] = draw(HOSTILE)
    if draw(st.integers(0, 3)) == 0:
        line.insert(draw(st.integers(0, len(line))), draw(HOSTILE))
    return line


def acts(data: Path) -> set[bytes]:
    """Return the log, what reactions said by themselves left out."""
    with closing(sqlite3.connect(data / "log.db")) as connection:
        written = {bytes(value) for (value,) in connection.execute("SELECT value FROM records")}
    return {value for value in written if json.loads(value)["actor"] not in REACTIONS}


@pytest.mark.slow
def test_any_line_ends_with_a_documented_code_and_writes_only_what_is_done(
    data: Path, tmp_path: Path
) -> None:
    @STUBBORN
    @given(lines(tmp_path), st.sampled_from(["en", "vi"]))
    def check(line: list[str], language: str) -> None:
        before = acts(data)

        ran = ketnoi(*line, env={"KETNOI_DATA": str(data), "KETNOI_LANG": language})

        assert ran.code in CODES
        assert "Traceback" not in ran.out + ran.err
        if ran.code != 0:
            assert ran.err.strip() or ran.out.strip()
            assert acts(data) == before

    check()
