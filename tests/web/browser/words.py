"""English that was left on a Vietnamese page: visible text, and what is read aloud."""

import re

from playwright.sync_api import Page

from tests.unit.test_words import english_in

ALLOWED = re.compile(r"\bketnoi\b|\bEnglish\b|VietGAP|GlobalGAP|Excel|\w*\d\w*")
"""Our name, the button to English, names of standards and formats, numbers and fingerprints."""
_OF_PAGES = (
    "about accept accepted actor add agreement agreements answer behalf category close columns "
    "company correct count create decline declined delete details distributor download draft "
    "drafted edit empty error fair fairs group history import imported language loading match "
    "matching meeting meetings memorandum message next optional organiser page pages pairs papers "
    "phone place places price producer producers province reason records registration "
    "registrations report reports retry round save score search send sent sign state status "
    "submit suggestion suggestions total undo unknown update upload version void volume waiting "
    "withdraw withdrawn"
)
"""Words of our pages in English that are no words of Vietnamese without its signs."""
_VIETNAMESE = frozenset({"may"})
"""English by its looks, and a word of ours: to sew, of a product set."""
_TEXT = """() => [document.title, document.body.innerText,
  ...[...document.querySelectorAll("[aria-label],[placeholder],[title],[alt]")].flatMap(e =>
    ["aria-label", "placeholder", "title", "alt"].map(a => e.getAttribute(a) || ""))
].join("\\n")"""


def english_on(page: Page) -> set[str]:
    """Return the English words that a page shows or reads aloud."""
    text = ALLOWED.sub(" ", page.evaluate(_TEXT))
    whole = {word.lower() for word in re.findall(r"[^\W\d_]+", text)}
    return ((english_in(text) | set(_OF_PAGES.split())) & whole) - _VIETNAMESE
