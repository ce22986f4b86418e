"""The register of one fair's agreements, one paper with its evidence and history, and its files."""

from fastapi import APIRouter, Request, Response

from api.doors import Office, may
from api.exports.paper_file import paper_file
from api.names import names_behind
from api.web.agreement_view import paper_page, state_of, today_of, why_not_counted
from api.web.found import AtFair
from api.web.pages import page
from api.web.paging import PAGE_SIZE, Paging, WantedPage
from streams.domain.naming import without_marks
from streams.runtime.inspection import last_ordinal
from streams.runtime.installation import Installation
from streams.store.queries.agreement_register import (
    Register,
    RegisterRow,
    names_of_papers,
    papers_in_states,
    papers_to_review,
    register_of,
    register_page,
)

STATES = ("draft", "proposed", "signed", "declined", "voided", "superseded", "merged")

router = APIRouter(prefix="/fairs/{fair}/agreements", dependencies=[may("agreement.read")])


@router.get("")
def agreements(
    *,
    request: Request,
    office: Office,
    fair: AtFair,
    q: str = "",
    state: str = "",
    review: str = "",
    wanted: WantedPage,
) -> Response:
    """List the papers of a fair: all, in one state, or second copies to compare."""
    to_review = bool(review)
    with office.reading() as connection:
        register = register_of(connection, fair, today_of(office))
        in_states = papers_in_states(connection, register)
        reviewing = papers_to_review(connection, register)
        ordinal = last_ordinal(connection, fair.id)
    asked = {"q": q, "state": state, "review": review}
    paging, rows = _found(
        office,
        register,
        asked=asked,
        wanted=wanted,
        in_states=in_states,
        reviewing=reviewing,
    )
    return page(
        request,
        "agreements/register.html",
        {
            "fair": fair,
            "asked": asked,
            "to_review": to_review,
            "states": [(name, in_states[name]) for name in STATES if in_states.get(name)],
            "everything": sum(in_states.values()),
            "reviewing": reviewing,
            "ordinal": ordinal,
            "address": paging.at(paging.number),
            "paging": paging,
            "papers": rows,
            "why_not": lambda row: why_not_counted(row, fair),
            "names": names_behind(
                office.keeper, ((row.producer_kind, row.producer_private) for row in rows)
            ),
        },
    )


@router.get("/{agreement}")
def agreement(request: Request, office: Office, fair: AtFair, agreement: str) -> Response:
    """Show one paper: state, evidence, parties, files, history."""
    return paper_page(request, office, fair, agreement)


@router.get("/{agreement}/files/{digest}")
def file(office: Office, fair: AtFair, agreement: str, digest: str) -> Response:
    """Send a file of a paper, to be saved; one that is no longer what was stored is refused."""
    return paper_file(office, state_of(office, fair.id, agreement), digest)


def _found(
    office: Installation,
    register: Register,
    *,
    asked: dict[str, str],
    wanted: int,
    in_states: dict[str, int],
    reviewing: int,
) -> tuple[Paging, list[RegisterRow]]:
    """Return the page of the papers that are asked for."""
    address = f"/fairs/{register.fair}/agreements"
    state, to_review = asked["state"], bool(asked["review"])
    if asked["q"].strip() or (state and to_review):
        ids = search(office, register, asked["q"], state=state, to_review=to_review)
        paging = Paging(address=address, query=asked, wanted=wanted, total=len(ids))
        some = ids[paging.offset : paging.offset + PAGE_SIZE]
        with office.reading() as connection:
            return paging, register_page(connection, register, ids=some)
    everything = sum(in_states.values())
    total = reviewing if to_review else in_states.get(state, 0) if state else everything
    paging = Paging(address=address, query=asked, wanted=wanted, total=total)
    with office.reading() as connection:
        rows = register_page(
            connection, register, state=state, to_review=to_review, offset=paging.offset
        )
    return paging, rows


def search(
    office: Installation, register: Register, q: str, *, state: str = "", to_review: bool = False
) -> list[str]:
    """Return the papers whose number or names hold every word of `q`, tone marks or not.

    Names of natural persons stand apart from the store, so the words are looked for here.
    """
    words = without_marks(q).split()
    with office.reading() as connection:
        papers = list(names_of_papers(connection, register, state=state, to_review=to_review))
    hidden = names_behind(
        office.keeper, ((paper.producer_kind, paper.producer_private) for paper in papers)
    )
    found = []
    for paper in papers:
        producer = paper.producer_name or hidden[paper.producer_private]
        text = without_marks(f"{paper.number} {paper.id} {producer} {paper.distributor_name or ''}")
        if all(word in text for word in words):
            found.append(paper.id)
    return found
