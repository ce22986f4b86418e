"""Drawing a page: the template environment, and what every page knows.

Templates say every sentence with `_("English original", blank=value)`, codes with `word(code)`, and
offer a link or a form only where `may(action)` holds, with the action of the route behind it.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from api.answers import RETRY_AFTER_SECONDS
from api.doors import actor_of, doors_of
from api.policy import is_allowed
from api.web.assets import asset
from api.web.outage import told
from api.web.undoing import undoable
from api.words import current_language, tr
from api.words.counted import trn
from api.words.formats import shown_day, shown_moment, shown_number
from api.words.vocabulary import actor_words, word
from streams.domain.errors import DomainError, Unavailable
from streams.runtime.result import Result

TEMPLATES = Path(__file__).parent / "templates"
_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals.update(
    _=tr,
    actor_words=actor_words,
    asset=asset,
    day=shown_day,
    language=current_language,
    moment=shown_moment,
    number=shown_number,
    trn=trn,
    one_time_key=lambda: uuid4().hex,
    word=word,
)


def page(
    request: Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    refusal: DomainError | None = None,
) -> HTMLResponse:
    """Return a page.

    Parameters
    ----------
    template : str
        Name under templates/.
    refusal : DomainError
        Why what was asked for just now did not happen: shown on top, and its status is the page's.
    """
    everywhere = {
        "request": request,
        "address_now": _address_now(request),
        "actor": actor_of(request),
        "may": partial(is_allowed, actor_of(request)),
        "is_demo": doors_of(request).is_demo,
        "arriving": doors_of(request).arriving,
        "refusal": told(refusal) if refusal else None,
        "done": undoable(
            doors_of(request).office, actor_of(request), request.query_params.get("done")
        ),
    }
    text = _environment.get_template(template).render(**everywhere, **(context or {}))
    headers = {"Cache-Control": "no-store", "Vary": "Cookie, Accept-Language, HX-Request"}
    status = refusal.status if refusal else status
    if status == Unavailable.status:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return HTMLResponse(text, status, headers)


def _address_now(request: Request) -> str:
    """Return the address to come back to; a form that was refused stands on the page before."""
    if request.method in {"GET", "HEAD"}:
        address = request.url
    else:
        address = URL(request.headers.get("referer", "/"))
    return local_path(f"{address.path}?{address.query}" if address.query else address.path)


def problem_page(request: Request, status: int, sentence: str) -> HTMLResponse:
    """Return the page of a refusal that belongs to no other page."""
    again = status == Unavailable.status
    context = {"sentence": sentence, "may_be_tried_again": again}
    return page(request, "problem.html", context, status=status)


def after(result: Result, to: str) -> RedirectResponse:
    """Return to a page after an act took effect; there it can be undone for ten seconds."""
    sign = "&" if "?" in to else "?"
    return RedirectResponse(f"{to}{sign}done={result.key}~{result.event}", 303)


def local_path(path: str) -> str:
    """Return a path of ours to go back to; anything else is the first page."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
