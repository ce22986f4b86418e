"""Routes of one noun: each names its action, what it takes and what it tells.

What a route tells is kept beside it, so that the description of the API is made from the very types
that are read and written (`api.routes.description`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal, TypeVar, get_type_hints

from fastapi import APIRouter

from api.doors import may
from api.routes.done import Done
from api.routes.hand import Taker
from api.routes.strict import Reader

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
_BODY_REFUSALS = (413, 415, 422)
_DOWN = 503


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What one route takes and tells, and how it may refuse.

    Attributes
    ----------
    media : tuple of str
        The kinds of what it tells; others than JSON are files.
    takes : type | None
        The form of its JSON body.
    example : mapping
        A body that works.
    is_act : bool
        Whether it carries out a command.
    versioned : bool
        Whether the answer carries an ETag.
    """

    tells: Any
    refusals: tuple[int, ...]
    media: tuple[str, ...] = ("application/json",)
    takes: type | None = None
    example: Mapping[str, Any] = field(default_factory=dict)
    is_act: bool = False
    versioned: bool = False


class Noun:
    """The routes of one noun.

    Attributes
    ----------
    contracts : dict
        What each route takes and tells, by the name of its operation.
    """

    def __init__(self, name: str) -> None:
        self.router = APIRouter(tags=[name])
        self.contracts: dict[str, Contract] = {}

    def ask(
        self, path: str, action: str, tells: Any, *, versioned: bool = False
    ) -> Callable[[Endpoint], Endpoint]:
        """Declare a question: nothing changes.

        Parameters
        ----------
        tells : type
            What the answer is; msgspec writes it.
        """

        def declare(endpoint: Endpoint) -> Endpoint:
            name = endpoint.__name__
            self.contracts[name] = Contract(
                tells=tells, refusals=(404, 422, _DOWN), versioned=versioned
            )
            add = self.router.get(path, operation_id=name, dependencies=[may(action)])
            return add(endpoint)

        return declare

    def upload(self, path: str, action: str, tells: Any) -> Callable[[Endpoint], Endpoint]:
        """Declare an act that takes a file, and answers for every row of it."""

        def declare(endpoint: Endpoint) -> Endpoint:
            name = endpoint.__name__
            self.contracts[name] = Contract(tells=tells, refusals=(400, 404, 413, 422, 503))
            add = self.router.post(
                path,
                operation_id=name,
                dependencies=[may(action)],
            )
            return add(endpoint)

        return declare

    def send(
        self, path: str, action: str, media: tuple[str, ...], *, refusals: tuple[int, ...]
    ) -> Callable[[Endpoint], Endpoint]:
        """Declare a question that is answered with a file, of one of these kinds."""

        def declare(endpoint: Endpoint) -> Endpoint:
            name = endpoint.__name__
            self.contracts[name] = Contract(tells=bytes, refusals=refusals, media=media)
            add = self.router.get(path, operation_id=name, dependencies=[may(action)])
            return add(endpoint)

        return declare

    def attach(self, path: str, action: str) -> Callable[[Endpoint], Endpoint]:
        """Declare an act whose body is a form with a file: one command."""

        def declare(endpoint: Endpoint) -> Endpoint:
            name = endpoint.__name__
            self.contracts[name] = Contract(
                tells=Done,
                refusals=(400, 404, 409, 413, 422, _DOWN),
                is_act=True,
                versioned=True,
            )
            add = self.router.post(
                path,
                operation_id=name,
                dependencies=[may(action)],
                status_code=HTTPStatus.CREATED,
            )
            return add(endpoint)

        return declare

    def step(
        self, path: str, action: str, tells: Any, *, example: Mapping[str, Any] | None = None
    ) -> Callable[[Endpoint], Endpoint]:
        """Declare a step that carries out no command of its own; its parameter `body` names a form.

        Parameters
        ----------
        example : mapping
            A body that works; none where the step takes none.
        """

        def declare(endpoint: Endpoint) -> Endpoint:
            name = endpoint.__name__
            form = _read_by(endpoint)
            refusals = _BODY_REFUSALS if form else (422,)
            self.contracts[name] = Contract(
                tells=tells,
                refusals=(404, *refusals, _DOWN),
                takes=form,
                example=example or {},
            )
            add = self.router.post(path, operation_id=name, dependencies=[may(action)])
            return add(endpoint)

        return declare

    def act(
        self,
        path: str,
        action: str,
        *,
        example: Mapping[str, Any] | None = None,
        refusals: tuple[int, ...] = (404, 409),
        method: Literal["POST", "PUT"] = "POST",
    ) -> Callable[[Endpoint], Endpoint]:
        """Declare an act: one command, whose body its parameter `hand` names.

        Parameters
        ----------
        example : mapping
            A body that works; none where nothing need be said.
        refusals : tuple of int
            How the rules may refuse; every act may also be refused for what its body is.
        """

        def declare(endpoint: Endpoint) -> Endpoint:
            name = endpoint.__name__
            self.contracts[name] = Contract(
                tells=Done,
                refusals=(*refusals, *_BODY_REFUSALS, _DOWN),
                takes=_taker(endpoint).form,
                example=example or {},
                is_act=True,
                versioned=True,
            )
            add = self.router.api_route(
                path,
                methods=[method],
                operation_id=name,
                dependencies=[may(action)],
                status_code=HTTPStatus.CREATED,
            )
            return add(endpoint)

        return declare


def _read_by(endpoint: Callable[..., Any]) -> type | None:
    """Return the form that a step reads as its body, None where it reads none."""
    hints = get_type_hints(endpoint, include_extras=True)
    reader = hints["body"].__metadata__[0].dependency if "body" in hints else None
    return reader.form if isinstance(reader, Reader) else None


def _taker(endpoint: Callable[..., Any]) -> Taker[Any]:
    hints = get_type_hints(endpoint, include_extras=True)
    taker = hints["hand"].__metadata__[0].dependency
    if not isinstance(taker, Taker):
        raise TypeError(f"{endpoint.__name__} takes nothing as its hand")
    return taker
