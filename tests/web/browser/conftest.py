"""One filled folder per worker, one Chromium per module, one context per test."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.web.browser.posting import POSTED_BY, posted
from tests.web.browser.served import Served, served, served_copy, tell
from tests.web.browser.visitor import ONLY_HERE, Visitor, visiting

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's folder as it stands when somebody opens it; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("told")
    tell(folder)
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser; ended with its module, since its loop stands in the way of other tests."""
    program = shutil.which("chromium")
    assert program, "no chromium here: install it, or run ./run test --without chromium"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[ONLY_HERE, *sandbox])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def console(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A console that a whole module looks at without changing anything."""
    with served_copy(told, tmp_path_factory.mktemp("console")) as found:
        yield found


@pytest.fixture
def own_console(told: Path, tmp_path: Path) -> Iterator[Served]:
    """A console of the test's own, in which it may change everything."""
    with served_copy(told, tmp_path / "data") as found:
        yield found


@pytest.fixture
def empty_console(tmp_path: Path) -> Iterator[Served]:
    """A console on which nothing has happened."""
    with served(tmp_path / "data") as found:
        yield found


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Open tabs; whatever went wrong in one fails the test."""
    with ExitStack() as tabs:

        def opened(where: Served, **options: Any) -> Visitor:
            return tabs.enter_context(visiting(chromium, where.address, **options))

        yield opened


@pytest.fixture
def plain(request: pytest.FixtureRequest, own_console: Served, visit: Visit) -> Iterator[Visitor]:
    """Somebody whose browser runs no script; it posts what the test says that it `posts`."""
    visitor = visit(own_console, javascript=False)
    yield visitor
    name = request.function.__name__
    assert posted(visitor) == {path for path, tests in POSTED_BY.items() if name in tests}
