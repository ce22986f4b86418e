"""One kept list at its address: read, planned, drawn and kept again, for whoever works on it."""

from collections.abc import Collection, Iterator
from typing import Annotated

from fastapi import Depends, Request, Response
from starlette.responses import RedirectResponse

from api.doors import Actor, Office
from api.imports.colleagues import Faster, faster_in
from api.imports.kept import KeptList, keep, kept_list, lists_at
from api.imports.registrations.planning import Plan, plan_registrations
from api.progress import Far
from api.web.found import AtFair
from api.web.import_view import view_of
from api.web.pages import page
from streams.domain.errors import DomainError

MOST_ASKED = 100
"""Questions about what people changed that one page asks."""


class At:
    """A kept list, and who works on it through which request."""

    def __init__(
        self, request: Request, office: Office, actor: Actor, fair: AtFair, *, reference: str
    ) -> None:
        self.request = request
        self.office = office
        self.actor = actor
        self.fair = fair
        self.reference = reference
        self.kept, self.content = kept_list(office, fair.id, reference)

    def plan(
        self, kept: KeptList | None = None, chosen: Collection[str] = (), far: Far | None = None
    ) -> Plan:
        """Return what the list would do, or another state of it; `chosen` answers questions."""
        kept = kept or self.kept
        return plan_registrations(
            self.office,
            self.content,
            kept.filename,
            fair=kept.fair,
            side=kept.side,
            actor=self.actor,
            repairs=kept.repairs,
            chosen=chosen,
            reading=far.at("reading") if far else None,
            progress=far.at("taking") if far else None,
        )

    def others(self) -> Iterator[KeptList]:
        """Yield the same upload in every state in which it was kept."""
        for found in lists_at(self.office, self.fair.id):
            if found.kept.digest == self.kept.digest:
                yield found.kept

    def draw(self, plan: Plan, refusal: DomainError | None = None) -> Response:
        """Return the page of the list."""
        faster: tuple[Faster, ...] = tuple(faster_in(self.kept))
        context = {
            "fair": self.fair,
            "kept": self.kept,
            "reference": self.reference,
            "view": view_of(plan, faster, self.office.clock()),
            "most_asked": MOST_ASKED,
        }
        return page(self.request, "import_list.html", context, refusal=refusal)

    def keep(self, kept: KeptList) -> Response:
        """Keep the list as it stands now, and go to its page."""
        return to_list(self.fair.id, keep(self.office, len(self.content), kept))


List = Annotated[At, Depends(At)]


def to_list(fair: str, reference: str) -> Response:
    """Go to the page of a kept list."""
    return RedirectResponse(f"/fairs/{fair}/import/{reference}", 303)
