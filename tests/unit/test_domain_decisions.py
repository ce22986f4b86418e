"""Every command is decided once, and its basis compared with what the design says it rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from streams.domain.agreements import commands as ag
from streams.domain.agreements.identity import content_digest
from streams.domain.claims import RecordClaim
from streams.domain.command import Command, Decision
from streams.domain.erasure import ErasePerson
from streams.domain.event import Basis, Batch, Entry, Fact
from streams.domain.events.acts import ActTakenBack
from streams.domain.fairs import commands as fa
from streams.domain.handlers import DECIDE, EVOLVE, STATES, decide
from streams.domain.letters import DropLetter
from streams.domain.registrations import commands as re
from streams.domain.suggestions import commands as su
from streams.domain.taking_back import TakeBack
from streams.domain.view import View
from streams.store import tables
from streams.store.source import StoreSource
from tests.builders import (
    FAIR,
    TODAY,
    Office,
    accept,
    act,
    announce,
    content,
    decline,
    details,
    distributor,
    document,
    period,
    producer,
    record,
    seat,
    send,
    signature,
    signed,
    submit,
)
from tests.golden.stage import ASKING, OPENED, staged

Versions = Mapping[str, int]


def identity(name: str) -> str:
    """Return the name of the identity of a company in Hà Nội."""
    return f"identity/{producer(name).holder.identity}"


@dataclass(frozen=True)
class Case:
    """A command, and the basis of its decision; of its entries too."""

    command: Command
    changes: Versions
    reads: Versions = field(default_factory=dict)
    entries: tuple[tuple[Versions, Versions], ...] = ()
    later: timedelta = timedelta(0)


def pair(command: type[su.PairCommand], number: int, **more: object) -> su.PairCommand:
    """Return a command about one pair with buyer d1.1."""
    return command(fair=FAIR, producer=f"p{number}", seat="d1.1", **more)


def both(number: int) -> Versions:
    """Return both registrations of a pair, as they stand on the stage."""
    return {"registration/d1": 1, f"registration/p{number}": 1}


def paper(command: type[ag.AgreementCommand], name: str, **more: object) -> ag.AgreementCommand:
    """Return a command about one paper."""
    return command(fair=FAIR, agreement=name, **more)


FAIR_AS_IT_IS: Versions = {f"fair/{FAIR}": 1}
HELD_BY_D1 = 4
"""The version of `places/d1.1` on the stage."""

CASES: dict[str, Case] = {
    "give up a dead letter": Case(DropLetter(fair=ASKING, ordinal=3), {"letter/3": 0}),
    "define a series": Case(fa.DefineSeries(series="mau", name="Khác"), {"series/mau": 1}),
    "announce a fair": Case(announce(fair="moi"), {"fair/moi": 0}),
    "revise a fair": Case(fa.ReviseFair(fair=FAIR, details=details()), {f"fair/{FAIR}": 1}),
    "reschedule a fair": Case(fa.RescheduleFair(fair=FAIR, planned=period()), {f"fair/{FAIR}": 1}),
    "open a fair": Case(fa.OpenFair(fair=FAIR, on=TODAY), {f"fair/{FAIR}": 1}),
    "close a fair": Case(fa.CloseFair(fair=OPENED, on=TODAY), {f"fair/{OPENED}": 2}),
    "register": Case(
        submit("moi", producer("HTX Mẫu Mới")),
        {"registration/moi": 0, identity("HTX Mẫu Mới"): 0},
        FAIR_AS_IT_IS,
    ),
    "revise an entry under another name": Case(
        re.ReviseRegistration(fair=FAIR, registration="p7", profile=producer("HTX Mẫu Mới")),
        {"registration/p7": 1, identity("HTX Mẫu 7"): 1, identity("HTX Mẫu Mới"): 0},
        FAIR_AS_IT_IS,
    ),
    "take a seat out": Case(
        re.ReviseRegistration(
            fair=FAIR, registration="d1", profile=distributor(seats=(seat("d1.1"),))
        ),
        {"registration/d1": 1},
        {**FAIR_AS_IT_IS, "places/d1.2": 0},
    ),
    "admit": Case(re.AdmitRegistration(fair=ASKING, registration="p1"), {"registration/p1": 1}),
    "withdraw with a place held": Case(
        re.WithdrawRegistration(fair=FAIR, registration="p2"),
        {
            "registration/p2": 1,
            identity("HTX Mẫu 2"): 1,
            "suggestion/p2~d1.1": 1,
            "places/p2": 1,
            "places/d1.1": HELD_BY_D1,
        },
    ),
    "withdraw with four pairs": Case(
        re.WithdrawRegistration(fair=FAIR, registration="d1"),
        {
            "registration/d1": 1,
            identity("Siêu thị Mẫu Bình"): 1,
            "places/d1.1": HELD_BY_D1,
            "places/d1.2": 0,
            **{f"places/p{number}": 1 for number in (1, 2, 3, 4)},
            "suggestion/p1~d1.1": 2,
            "suggestion/p2~d1.1": 1,
            "suggestion/p3~d1.1": 1,
            "suggestion/p4~d1.1": 3,
        },
    ),
    "attach a certificate": Case(
        re.AttachPaper(fair=FAIR, registration="p1", document=document()),
        {"registration/p1": 1},
    ),
    "wish": Case(pair(su.RequestMeeting, 1, by="producer"), {"wish/p1~d1.1": 0}, both(1)),
    "forbid": Case(pair(su.ForbidPair, 2 + 5), {"suggestion/p7~d1.1": 0}, both(7)),
    "lift a ban": Case(pair(su.AllowPair, 6), {"suggestion/p6~d1.1": 1}, both(6)),
    "lift a pin": Case(
        pair(su.AllowPair, 3),
        {"suggestion/p3~d1.1": 1, "places/p3": 1, "places/d1.1": HELD_BY_D1},
        both(3),
    ),
    "pin": Case(
        pair(su.PinPair, 7),
        {"suggestion/p7~d1.1": 0, "places/p7": 0, "places/d1.1": HELD_BY_D1},
        both(7),
    ),
    "update the match": Case(
        su.UpdateMatching(
            fair=FAIR,
            through=1,
            objective=1,
            bound=1,
            pairs=(su.PairChange(producer="p7", seat="d1.2", enters=True, score=1),),
        ),
        {f"matching/{FAIR}": 0},
        entries=(
            (
                {
                    **both(7),
                    "places/p7": 0,
                    "places/d1.2": 0,
                    "suggestion/p7~d1.2": 0,
                },
                {},
            ),
        ),
    ),
    "send a free pair, a pinned one, and one that cannot be sent": Case(
        send(("p7", "d1.1"), ("p3", "d1.1"), ("p6", "d1.1")),
        {f"round/{FAIR}": 3},
        FAIR_AS_IT_IS,
        entries=(
            (both(3), {"suggestion/p3~d1.1": 1}),
            (
                both(7),
                {"suggestion/p7~d1.1": 0, "places/p7": 0, "places/d1.1": HELD_BY_D1},
            ),
        ),
    ),
    "lapse": Case(
        su.LapseSuggestions(fair=FAIR, pairs=(("p1", "d1.1"), ("p4", "d1.1"))),
        {f"round/{FAIR}": 3},
        entries=(
            (
                {},
                {"suggestion/p1~d1.1": 2, "places/p1": 1, "places/d1.1": HELD_BY_D1},
            ),
        ),
        later=timedelta(days=5),
    ),
    "say the second yes": Case(
        accept("p1", "d1.1", "distributor"), {"suggestion/p1~d1.1": 2}, both(1)
    ),
    "say the first yes": Case(
        accept("p2", "d1.1", "distributor"), {"suggestion/p2~d1.1": 1}, both(2)
    ),
    "choose a lapsed pair again": Case(
        accept("p5", "d1.1", "producer"),
        {"suggestion/p5~d1.1": 2, "places/p5": 2, "places/d1.1": HELD_BY_D1},
        {**both(5), **FAIR_AS_IT_IS},
    ),
    "say no": Case(
        decline("p1", "d1.1", "producer"),
        {"suggestion/p1~d1.1": 2, "places/p1": 1, "places/d1.1": HELD_BY_D1},
    ),
    "say no to a lapsed pair": Case(decline("p5", "d1.1", "producer"), {"suggestion/p5~d1.1": 2}),
    "note a meeting as held": Case(
        pair(su.HoldMeeting, 4), {"meeting/p4~d1.1": 1}, {"suggestion/p4~d1.1": 3}
    ),
    "note a meeting as missed": Case(
        pair(su.MissMeeting, 4, absent=("producer",)),
        {"meeting/p4~d1.1": 1},
        {"suggestion/p4~d1.1": 3},
    ),
    "note an outcome": Case(
        pair(su.NoteOutcome, 4, side="producer", outcome="no_fit"),
        {"meeting/p4~d1.1": 1},
        {"suggestion/p4~d1.1": 3},
    ),
    "record a paper": Case(
        record("moi", signed("N")), {"agreement/moi": 0, "number/n": 0}, FAIR_AS_IT_IS
    ),
    "record a second copy": Case(
        record("moi", signed("01/bbgn"), state="merged", merged_into="a1"),
        {"agreement/moi": 0},
        {**FAIR_AS_IT_IS, "agreement/a1": 1, "number/01/bbgn": 1},
    ),
    "draft a paper without a number": Case(
        ag.DraftAgreement(fair=FAIR, content=content("")),
        {
            f"agreement/{act().new_id('a')}": 0,
            f"number/content:{content_digest(content(''))}": 0,
        },
        FAIR_AS_IT_IS,
    ),
    "correct a number": Case(
        paper(ag.CorrectAgreement, "a1", content=signed("N")),
        {"agreement/a1": 1, "number/01/bbgn": 1, "number/n": 0},
    ),
    "correct a value": Case(
        paper(ag.CorrectAgreement, "a1", content=signed("01/BBGN", value_vnd=5)),
        {"agreement/a1": 1},
    ),
    "propose": Case(paper(ag.ProposeAgreement, "draft"), {"agreement/draft": 1}),
    "confirm": Case(
        paper(ag.ConfirmAgreement, "proposed", party=0, digest=content_digest(content("P/BBGN"))),
        {"agreement/proposed": 2},
    ),
    "sign": Case(
        paper(
            ag.SignAgreement,
            "draft",
            signatures=(signature(0), signature(1)),
            signed_on=TODAY,
        ),
        {"agreement/draft": 1},
    ),
    "void": Case(paper(ag.VoidAgreement, "a1", effective_on=TODAY), {"agreement/a1": 1}),
    "merge": Case(
        paper(ag.MergeAgreement, "a2", into="a1"), {"agreement/a2": 1}, {"agreement/a1": 1}
    ),
    "unmerge": Case(paper(ag.UnmergeAgreement, "a3"), {"agreement/a3": 2}),
    "supersede": Case(
        paper(ag.SupersedeAgreement, "a2", by="a1", effective_on=TODAY),
        {"agreement/a2": 1},
        {"agreement/a1": 1},
    ),
    "attach a scan": Case(paper(ag.AttachDocument, "a2", document=document()), {"agreement/a2": 1}),
    "decline a paper": Case(
        paper(ag.DeclineAgreement, "proposed", party=0),
        {"agreement/proposed": 2, "number/p/bbgn": 1},
    ),
    "record a claim": Case(
        RecordClaim(about="a", kind="b", figure="c", source="d"),
        {"claim/c7fbc5ab03db3615cb4": 0},
    ),
    "erase": Case(ErasePerson(references=("x",)), {f"erasure/{act().new_id('e')}": 0}),
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The prepared office; nothing is carried out on it."""
    with staged(tmp_path_factory.mktemp("stage")) as office:
        yield office


def decided(stage: Office, command: Command, later: timedelta) -> tuple[Decision, Basis]:
    """Decide a command on the stage; return what was decided, on which basis."""
    with stage.reading() as connection:
        view = View(StoreSource(connection, command.key))
        decision = decide(command, view, act(time=stage.clock() + later))
        return decision, view.basis


@pytest.mark.parametrize("name", sorted(CASES))
def test_decision_rests_on_what_the_design_says(stage: Office, name: str) -> None:
    case = CASES[name]
    decision, basis = decided(stage, case.command, case.later)
    assert (basis.changes, basis.reads) == (dict(case.changes), dict(case.reads))
    lines = decision.fact.lines if isinstance(decision.fact, Batch) else ()
    assert [(line.reads, line.changes) for line in lines] == [
        (dict(reads), dict(changes)) for reads, changes in case.entries
    ]


@pytest.mark.parametrize("name", sorted(CASES))
def test_decision_can_be_folded(stage: Office, name: str) -> None:
    """Every (fact, changed noun) that a decision makes has its line in the table."""
    case = CASES[name]
    decision, basis = decided(stage, case.command, case.later)
    lines = decision.fact.lines if isinstance(decision.fact, Batch) else ()
    made: list[tuple[type[Fact] | type[Entry], str]] = [
        *((type(decision.fact), changed) for changed in basis.changes),
        *((type(line), changed) for line in lines for changed in line.changes),
    ]
    for fact, changed in made:
        assert (fact, STATES[changed.partition("/")[0]]) in EVOLVE
    assert decision.subject in basis.changes


@pytest.mark.parametrize("name", sorted(CASES))
def test_decision_is_the_same_when_it_is_taken_again(stage: Office, name: str) -> None:
    """A retry of the same act on the same state makes the same fact, ids included."""
    case = CASES[name]
    assert decided(stage, case.command, case.later) == decided(stage, case.command, case.later)


def test_taking_back_changes_what_the_act_changed(stage: Office) -> None:
    (row,) = stage.rows(tables.events, subject="agreement/a2")
    command = TakeBack(fair=FAIR, event=row["id"])
    decision, basis = decided(stage, command, timedelta(0))
    assert (basis.changes, basis.reads) == ({"agreement/a2": 1, "number/02/bbgn": 1}, {})
    assert decision.fact == ActTakenBack(of=row["id"], ordinal=row["ordinal"])


def test_every_command_is_decided_here() -> None:
    decided_here = {type(case.command) for case in CASES.values()} | {TakeBack}
    assert decided_here == set(DECIDE)


def test_every_command_names_its_action_once() -> None:
    actions = [command.action for command in DECIDE]
    assert len(set(actions)) == len(actions)
