"""axe-core on the page that is open: what a screen reader or a tired eye would stumble over."""

from functools import cache
from importlib import resources
from typing import Any

from playwright.sync_api import Page

_RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.flatMap(v => v.nodes.map(n =>
    `${v.id}: ${n.target.join(" ")} – ${n.failureSummary.split("\\n").slice(1, 3).join(" ")}`));
}"""


@cache
def _axe() -> str:
    file = resources.files("axe_playwright_python") / "axe.min.js"
    return file.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return what axe finds: rule, element, and what it says."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe() + "; true")
    found: Any = page.evaluate(_RUN)
    return [str(line) for line in found]
