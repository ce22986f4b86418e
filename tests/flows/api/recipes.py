"""How each operation is asked so that it succeeds, and so that the rules refuse it.

The bodies are those of the examples in the description; a recipe gives the address what it names,
and replaces of the example only what must name something that exists.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.builders import FAIR
from tests.flows.api.world import World, paper
from tests.lists import csv_list, fixture
from tests.registers import ROW


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What fills an address, what is asked beside it, and what of the example is replaced."""

    address: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    file: bytes = b""


Recipe = Callable[[World], Asked]


def _same(world: World) -> Asked:
    return Asked()


def _fair(world: World) -> Asked:
    return Asked(address={"fair": FAIR})


def _registration(world: World) -> Asked:
    return Asked(address={"fair": FAIR, "registration": world.producer()})


def _pair(world: World) -> Asked:
    return Asked(address=world.pair())


def _sent(world: World) -> Asked:
    return Asked(address=world.sent())


def _agreed(world: World) -> Asked:
    return Asked(address=world.agreed())


def _missed(world: World) -> Asked:
    pair = world.agreed()
    path = f"/fairs/{FAIR}/meetings/{pair['producer']}/{pair['seat']}/miss"
    world.made(path, {"absent": ["distributor"]})
    return Asked(address=pair)


def _draft(world: World) -> Asked:
    return Asked(address=world.draft())


def _proposed(world: World) -> Asked:
    return Asked(address=world.proposed())


def _signed(world: World) -> Asked:
    return Asked(address=world.signed())


def _admission(world: World) -> Asked:
    fair = world.fair(admission="organiser")
    return Asked(address={"fair": fair, "registration": world.producer(fair)})


def _forbidden(world: World) -> Asked:
    pair = world.pair()
    world.made(f"/fairs/{FAIR}/pairs/{pair['producer']}/{pair['seat']}/forbid")
    return Asked(address=pair)


def _scanned(world: World) -> Asked:
    return Asked(address=world.draft(), file=world.scan())


def _certificate(world: World) -> Asked:
    return Asked(address=_registration(world).address, file=world.scan())


def _attached(world: World) -> Asked:
    return Asked(address=world.attached())


def _damaged(world: World) -> Asked:
    asked = _attached(world)
    world.office.documents.path(asked.address["digest"]).write_bytes(b"%PDF-1.7 khac")
    return asked


def _text_read(world: World) -> Asked:
    asked = world.proposed()
    digest = world.get(f"/fairs/{FAIR}/agreements/{asked['agreement']}").json()["digest"]
    return Asked(address=asked, body={"digest": digest})


def _number(world: World) -> Asked:
    example = {"paper": paper(f"R{next(world.numbers)}", signed_on="2026-05-02")}
    return Asked(address={"fair": FAIR}, body=example)


def _correction(world: World) -> Asked:
    return Asked(address=world.draft(), body={"paper": paper(f"C{next(world.numbers)}")})


def _copy(world: World) -> Asked:
    return Asked(address=world.signed(), body={"into": world.signed()["agreement"]})


def _merged(world: World) -> Asked:
    copy = _copy(world)
    world.made(f"/fairs/{FAIR}/agreements/{copy.address['agreement']}/merge", dict(copy.body))
    return Asked(address=copy.address)


def _successor(world: World) -> Asked:
    return Asked(address=world.signed(), body={"by": world.signed()["agreement"]})


def _act(world: World) -> Asked:
    wish = world.pair()
    path = f"/fairs/{FAIR}/pairs/{wish['producer']}/{wish['seat']}/wish"
    return Asked(address={"event": world.made(path, {"by": "producer"})["event"]})


def _series(world: World) -> Asked:
    series = f"chuoi-{next(world.numbers)}"
    world.made("/series", {"id": series, "name": "Chuỗi Mẫu"})
    return Asked(address={"series": series})


def _other_grace(world: World) -> Asked:
    series = _series(world).address["series"]
    return Asked(body={"id": series, "grace_days": 30})


def _opened(world: World) -> Asked:
    fair = world.fair()
    world.made(f"/fairs/{fair}/open")
    return Asked(address={"fair": fair})


def _withdrawn(world: World) -> Asked:
    asked = _registration(world)
    world.made(f"/fairs/{FAIR}/registrations/{asked.address['registration']}/withdraw")
    return asked


def _withdrawn_pair(world: World) -> Asked:
    pair = world.pair()
    world.made(f"/fairs/{FAIR}/registrations/{pair['producer']}/withdraw")
    return Asked(address=pair)


def _old_act(world: World) -> Asked:
    asked = _act(world)
    world.clock.move(seconds=11)
    return asked


def _fair_list(world: World) -> Asked:
    return Asked(file=fixture("fairs.csv"))


def _registration_list(world: World) -> Asked:
    return Asked(address={"fair": FAIR}, file=fixture("producers.csv"))


def _kept_list(world: World) -> Asked:
    return Asked(address=world.kept_list())


def _register(world: World) -> Asked:
    return Asked(file=csv_list({**ROW, "Mã sự kiện": FAIR}))


def _request(world: World) -> Asked:
    return Asked(address={"request": str(uuid4())}, query={"key": FAIR})


OK: Mapping[str, Recipe] = {
    "list_fairs": _same,
    "get_fair": _fair,
    "announce_fair": lambda world: Asked(body={"id": f"moi-{next(world.numbers)}"}),
    "revise_fair": lambda world: Asked(address={"fair": world.fair()}),
    "reschedule_fair": lambda world: Asked(address={"fair": world.fair()}),
    "open_fair": lambda world: Asked(address={"fair": world.fair()}),
    "close_fair": lambda world: Asked(address={"fair": world.fair()}),
    "list_series": _same,
    "define_series": lambda world: Asked(body={"id": f"chuoi-{next(world.numbers)}"}),
    "list_registrations": _fair,
    "get_registration": _registration,
    "get_registration_history": _registration,
    "submit_registration": lambda world: Asked(address={"fair": world.fair()}),
    "revise_registration": lambda world: Asked(
        address={"fair": (fair := world.fair()), "registration": world.producer(fair)}
    ),
    "admit_registration": _admission,
    "withdraw_registration": _registration,
    "wish_meeting": _pair,
    "forbid_pair": _pair,
    "allow_pair": _forbidden,
    "pin_pair": _pair,
    "get_match": _fair,
    "list_match_pairs": _fair,
    "list_match_short": _fair,
    "list_suggestions": _fair,
    "send_suggestions": lambda world: Asked(address={"fair": world.matched_fair()}),
    "accept_suggestion": _sent,
    "decline_suggestion": _sent,
    "hold_meeting": _agreed,
    "miss_meeting": _agreed,
    "note_outcome": _agreed,
    "list_agreements": _fair,
    "get_agreement": _draft,
    "get_agreement_history": _draft,
    "record_agreement": _number,
    "draft_agreement": lambda world: Asked(
        address={"fair": FAIR}, body={"number": f"E{next(world.numbers)}"}
    ),
    "correct_agreement": _correction,
    "propose_agreement": _draft,
    "confirm_agreement": _text_read,
    "sign_agreement": _draft,
    "decline_agreement": _proposed,
    "void_agreement": _signed,
    "merge_agreement": _copy,
    "unmerge_agreement": _merged,
    "supersede_agreement": _successor,
    "attach_document": _scanned,
    "get_document": _attached,
    "attach_paper": _certificate,
    "list_claims": _same,
    "record_claim": lambda world: Asked(body={"figure": f"{next(world.numbers)} biên bản"}),
    "get_agreement_report": _series,
    "list_report_papers": _series,
    "upload_fairs": _fair_list,
    "upload_agreements": _register,
    "upload_registrations": _registration_list,
    "keep_list": _registration_list,
    "get_list": _kept_list,
    "repair_list": _kept_list,
    "take_list": _kept_list,
    "get_bad_rows": _kept_list,
    "get_command": _request,
    "take_back": lambda world: Asked(address=_act(world).address, body={"key": FAIR}),
    "read_log": lambda world: Asked(address={"key": FAIR}),
    "get_alive": _same,
    "get_ready": _same,
}
"""Operation → how it succeeds."""

REFUSED: Mapping[str, Recipe] = {
    "reschedule_fair": _opened,
    "define_series": _other_grace,
    "revise_registration": _withdrawn,
    "wish_meeting": _withdrawn_pair,
    "hold_meeting": _sent,
    "miss_meeting": _sent,
    "note_outcome": _missed,
    "get_document": _damaged,
    "take_back": lambda world: Asked(address=_old_act(world).address, body={"key": FAIR}),
}
"""Operation → how the rules refuse it, where asking twice does not."""
