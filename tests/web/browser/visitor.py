"""Somebody in front of a browser: opens pages, clicks, and notices whatever goes wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request

from api.words import Language

ONLY_HERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Chromium's own way to find no other host."""
NORMAL, PHONE = 1280, 390
_HEIGHT = 844
_PATIENCE_MS = 10_000


class Visitor:
    """One tab; `wrong` gathers console errors, broken scripts and requests to other hosts."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.clicks = 0
        self.wrong: list[str] = []
        self.requests: list[Request] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(_PATIENCE_MS)
        self._address = address
        self._expected: set[int] = set()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", self._asked)

    def open(self, path: str, status: int = 200) -> Page:
        """Open a page by its path."""
        self.expect(status)
        answer = self.page.goto(self._address + path, wait_until="load")
        assert answer is not None
        assert answer.status == status, (path, answer.status)
        return self.page

    def expect(self, status: int) -> None:
        """Expect a page with this status, which the browser may grumble about."""
        self._expected.add(status)

    def click(self, what: Locator) -> None:
        """Click, and count it."""
        self.clicks += 1
        what.click()
        self.page.wait_for_load_state("load")

    def press(self, what: Locator) -> None:
        """Click what leads to another page, and wait until that is there."""
        self.clicks += 1
        with self.page.expect_navigation(wait_until="load"):
            what.click()

    @property
    def path(self) -> str:
        """Where the tab is."""
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> str:
        """The first heading of the page."""
        return self.page.locator("h1").inner_text()

    def transferred(self) -> int:
        """Return the bytes of all answers as they went over the wire; a stream has no end."""
        self.page.evaluate("document.fonts.ready.then(() => true)")
        return sum(
            int(request.sizes()["responseBodySize"])
            for request in self.requests
            if not urlsplit(request.url).path.endswith("/live")
        )

    def overflow(self) -> list[str]:
        """Return what sticks out of the page, outermost first; else how wide the page is."""
        found: list[str] = self.page.evaluate(_OVERFLOW)
        return found

    def squeezed(self) -> list[str]:
        """Return the cells of tables in which a text stands a syllable to a line."""
        found: list[str] = self.page.evaluate(_SQUEEZED)
        return found

    def _said(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        if not any(f"status of {status} " in message.text for status in self._expected):
            self.wrong.append(message.text)

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"data", "blob"}:
            return
        self.requests.append(request)
        if parts.hostname != "127.0.0.1":
            self.wrong.append(f"asked {request.url}")


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    *,
    language: Language = "vi",
    width: int = NORMAL,
    actor: str | None = None,
    javascript: bool = True,
) -> Iterator[Visitor]:
    """Give a fresh tab in a browser without history; nothing may have gone wrong at its end."""
    options: dict[str, Any] = {"viewport": {"width": width, "height": _HEIGHT}}
    context = browser.new_context(
        **options,
        java_script_enabled=javascript,
        locale="vi-VN" if language == "vi" else "en-GB",
        reduced_motion="reduce",
    )
    try:
        cookies = {"language": language, "actor": actor}
        for name, value in cookies.items():
            if value is not None:
                context.add_cookies([{"name": name, "value": value, "url": address}])
        visitor = Visitor(context, address)
        yield visitor
        assert visitor.wrong == []
    finally:
        context.close()


_OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  const drawn = document.documentElement.scrollWidth;
  if (drawn <= width) return [];
  const found = [...document.body.querySelectorAll("*")]
    .filter(e => e.getBoundingClientRect().right > width + 0.5)
    .filter(e => !e.parentElement.closest(".table-responsive"))
    .slice(0, 5).map(e => e.outerHTML.slice(0, 120));
  return found.length ? found : [`the page is ${drawn} wide, the window ${width}`];
}"""
_SQUEEZED = """() => [...document.querySelectorAll("td, th")]
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.width > 0 && box.width < 90 && box.height > 100)
  .slice(0, 5).map(([e, box]) => e.outerHTML.slice(0, 120))
"""
