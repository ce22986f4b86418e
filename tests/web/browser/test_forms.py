"""The table of forms: whoever adds a form adds a test that posts it without scripts."""

import pytest

from tests.web.browser import (
    test_answers_without_javascript,
    test_papers_without_javascript,
    test_without_javascript,
)
from tests.web.browser.posting import POSTED_BY, forms

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WITHOUT_JAVASCRIPT = (
    test_answers_without_javascript,
    test_papers_without_javascript,
    test_without_javascript,
)


def test_every_form_is_posted_by_a_test() -> None:
    tests = {name for module in WITHOUT_JAVASCRIPT for name in vars(module)}

    assert {route.path for route in forms()} == POSTED_BY.keys()
    assert all(names <= tests for names in POSTED_BY.values())
