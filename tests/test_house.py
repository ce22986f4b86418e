"""The house itself: sizes, names, pages that cannot lag behind, and what is never committed."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from statistics import median

import pytest

from api.cli import catalogue
from api.policy import POLICY, unnamed_actions
from streams.domain.events import CATALOGUE
from streams.domain.handlers import DECIDE, STATES
from tests.documents import PAGES, ROOT

PACKAGES = ("api", "benchmarks", "matching", "streams", "tests")
_CODE = re.compile(
    r"`([\w./-]+\.(?:py|md|po|yml|toml))`|`((?:api|docs|matching|streams|tests)/[\w./-]*)`"
)


def tracked() -> list[Path]:
    """Return the files of the project, as far as git or the folder tells."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def python_files() -> list[Path]:
    return [p for p in tracked() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in PACKAGES]


def test_no_file_is_long_and_most_are_short() -> None:
    lengths = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in python_files()}

    assert {str(p): n for p, n in lengths.items() if n > 400} == {}
    assert median(lengths.values()) <= 120


@pytest.mark.parametrize("name", PAGES)
def test_generated_page_is_up_to_date(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name]()


@pytest.mark.parametrize(
    "page",
    [
        *sorted((ROOT / "docs").rglob("*.md")),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    ],
    ids=lambda page: page.name,
)
def test_page_names_only_what_exists(page: Path) -> None:
    named = {a or b for a, b in _CODE.findall(page.read_text(encoding="utf-8"))}
    missing = {
        name
        for name in named
        if not any((folder / name).exists() for folder in (ROOT, page.parent))
        and not any(path.name == name for path in tracked())
    }

    assert missing == set()


def test_decisions_are_one_page_of_four_parts() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert len(pages) >= 8
    for number, page in enumerate(pages, start=1):
        text = page.read_text(encoding="utf-8")
        assert page.name.startswith(f"{number:04}-")
        for part in ("Context", "Decision", "Consequences", "Alternatives"):
            assert f"**{part}.**" in text, page.name
        assert len(text.splitlines()) <= 40


def test_nothing_is_tracked_that_belongs_to_one_machine() -> None:
    paths = re.compile(r"(?<![\w.-])/(?:root|work|farm|home)/")
    hosts = re.compile(r"https?://[\w.-]*(?:pypi|npmjs|maven|jfrog|artifactory)[\w.-]*/\S*simple")
    found = []
    for path in tracked():
        if path.suffix in {".mo", ".db", ".xlsx", ".png"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.name != "test_house.py" and (paths.search(text) or hosts.search(text)):
            found.append(path.relative_to(ROOT).as_posix())

    assert found == []
    assert [p for p in tracked() if p.name in {"uv.lock", "poetry.lock", "pylock.toml"}] == []


def test_top_level_packages_are_ours_alone() -> None:
    owners = packages_distributions()

    for name in ("api", "matching", "streams"):
        assert set(owners.get(name, ["ketnoi"])) == {"ketnoi"}


def test_test_folders_are_not_named_like_packages_under_test() -> None:
    folders = {p.name for p in (ROOT / "tests").iterdir() if p.is_dir()}

    assert folders & {"api", "matching", "streams"} == set()


def test_every_command_and_every_cli_command_is_in_the_policy_table() -> None:
    assert unnamed_actions() == frozenset()
    assert {command.action for command in DECIDE} <= POLICY.keys()
    assert catalogue.root.commands


def test_nouns_and_types_are_unique() -> None:
    types = [fact.type for fact in CATALOGUE]

    assert len(set(types)) == len(types)
    assert all(STATES[noun].noun == noun for noun in STATES)


def test_constraints_pin_every_installed_package() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]

    assert all(re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==[\w.]+", pin) for pin in pins)


def test_command_starts_without_importing_what_it_does_not_need() -> None:
    program = "import sys, api.cli.main; print([m for m in HEAVY if m in sys.modules])"
    heavy = "HEAVY = ['alembic', 'fastapi', 'faust', 'kafka', 'pydantic']"

    printed = subprocess.run(
        [sys.executable, "-c", f"{heavy}; {program}"], capture_output=True, text=True, check=True
    )

    assert printed.stdout.strip() == "[]"
