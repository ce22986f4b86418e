"""The short form of `./run drill pages`: small sizes, against the bars of the large ones."""

import pytest

from benchmarks.machine import middle
from tests.drills.pages import BARS_MS, Size, first_contents, large_fair, large_register

pytestmark = pytest.mark.slow
SMALL = Size(producers=120, distributors=80, agreements=5_000)


def test_pages_of_a_fair_and_a_register_are_quick() -> None:
    found = large_fair(SMALL) | large_register(SMALL)

    for name in ("overview", "search", "report"):
        assert middle(found[name]) <= BARS_MS[name], name


@pytest.mark.browser
def test_something_is_seen_at_once() -> None:
    visits = [first_contents(["/fairs/{fair}"]) for _ in range(3)]
    shown = [time for visit in visits for time in visit.values()]

    assert min(shown) > 0
    assert middle(shown) <= BARS_MS["first content"]
