"""What somebody chooses for this browser, who acts and the language; and undoing an act."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from api.acting import How, act
from api.doors import ACTOR_COOKIE, Actor, Office, may
from api.guard import LANGUAGE_COOKIE
from api.policy import ROLES, role_of
from api.web.pages import local_path, page
from api.words import LANGUAGES
from streams.domain.taking_back import TakeBack

router = APIRouter()
STAFF = tuple(role for role in ROLES if role not in {"distributor", "producer"})
_ONE_YEAR = 31_536_000


@router.get("/who", dependencies=[may("actor.choose")])
def who(request: Request, back: str = "/") -> Response:
    """Ask who is acting."""
    return page(request, "who.html", {"staff": STAFF, "back": local_path(back)})


@router.post("/who", dependencies=[may("actor.choose")])
def choose_who(name: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Remember who is acting, for this browser session."""
    role_of(name)
    answer = RedirectResponse(local_path(back), 303)
    answer.set_cookie(ACTOR_COOKIE, name, httponly=True, samesite="strict")
    return answer


@router.post("/language", dependencies=[may("language.choose")])
def choose_language(
    language: Annotated[str, Form()], back: Annotated[str, Form()] = "/"
) -> Response:
    """Remember the language of this browser."""
    answer = RedirectResponse(local_path(back), 303)
    if language in LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE, language, max_age=_ONE_YEAR, httponly=True, samesite="lax"
        )
    return answer


@router.post("/undo", dependencies=[may("act.take_back")])
def undo(
    office: Office,
    actor: Actor,
    event: Annotated[str, Form()],
    key: Annotated[str, Form()],
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Take back what was done within the last ten seconds."""
    act(
        office,
        actor,
        TakeBack,
        key,
        lambda _: TakeBack(fair=key, event=event),
        how=How(idempotency_key=f"undo {event}"),
    )
    return RedirectResponse(local_path(back), 303)
