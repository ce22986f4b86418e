"""Steps on the way of a paper: propose, confirm, sign, refuse, end, merge."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from api.answers import Json
from api.routes.agreements import ONE
from api.routes.hand import Bare, Hand, takes
from api.routes.known import AgreementId, FairId
from api.routes.noun import Noun
from api.routes.pairs import Explanation
from streams.domain.agreements.commands import (
    ConfirmAgreement,
    DeclineAgreement,
    MergeAgreement,
    ProposeAgreement,
    SignAgreement,
    SupersedeAgreement,
    UnmergeAgreement,
    VoidAgreement,
)
from streams.domain.events.agreements import PartySigned
from streams.domain.vocabulary import Authority, NonPerformance, VoidReason

agreement_steps = Noun("agreements")


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Which party, counted from 0, confirms the text of which digest, by what authority."""

    party: int
    digest: str
    authority: Authority = "legal_representative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Who signed in ink, counted from 0, on which day, by what authority."""

    parties: tuple[int, ...]
    on: date
    authority: Authority = "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declining:
    """Which party, counted from 0, refuses; `text` says why, and is kept closed."""

    party: int
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voiding:
    """From which day a signed paper no longer holds, and why."""

    on: date
    reason: VoidReason = "other"
    non_performance: NonPerformance | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """Of which paper this is a second copy."""

    into: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseding:
    """Which paper takes this one's place, and from which day."""

    by: str
    on: date
    text: str = ""


@agreement_steps.act(f"{ONE}/propose", ProposeAgreement.action)
def propose_agreement(fair: FairId, agreement: AgreementId, hand: Bare) -> Json:
    """Freeze a draft's text and ask the parties to confirm it."""
    wanted = ProposeAgreement(fair=fair, agreement=agreement)
    return hand.do(ProposeAgreement, fair, lambda _: wanted)


@agreement_steps.act(
    f"{ONE}/confirm", ConfirmAgreement.action, example={"party": 0, "digest": "4f9c…"}
)
def confirm_agreement(
    fair: FairId,
    agreement: AgreementId,
    hand: Annotated[Hand[Confirmation], takes(Confirmation)],
) -> Json:
    """Confirm the frozen text for one party."""
    body = hand.body
    wanted = ConfirmAgreement(
        fair=fair,
        agreement=agreement,
        party=body.party,
        digest=body.digest,
        authority=body.authority,
    )
    return hand.do(ConfirmAgreement, fair, lambda _: wanted)


@agreement_steps.act(
    f"{ONE}/sign",
    SignAgreement.action,
    example={"parties": [0, 1], "on": "2026-05-03", "authority": "legal_representative"},
)
def sign_agreement(
    fair: FairId, agreement: AgreementId, hand: Annotated[Hand[Signing], takes(Signing)]
) -> Json:
    """Record signatures in ink."""
    body = hand.body
    signatures = tuple(
        PartySigned(party=party, signed_on=body.on, authority=body.authority)
        for party in body.parties
    )
    wanted = SignAgreement(fair=fair, agreement=agreement, signatures=signatures, signed_on=body.on)
    return hand.do(SignAgreement, fair, lambda _: wanted)


@agreement_steps.act(
    f"{ONE}/decline", DeclineAgreement.action, example={"party": 1, "text": "Chưa đủ hàng"}
)
def decline_agreement(
    fair: FairId, agreement: AgreementId, hand: Annotated[Hand[Declining], takes(Declining)]
) -> Json:
    """Refuse to sign, for one party."""
    return hand.do(
        DeclineAgreement,
        fair,
        lambda request: DeclineAgreement(
            fair=fair,
            agreement=agreement,
            party=hand.body.party,
            reason_ref=request.keep(text=hand.body.text),
        ),
    )


@agreement_steps.act(
    f"{ONE}/void",
    VoidAgreement.action,
    example={"on": "2026-05-03", "reason": "not_performed", "non_performance": "logistics"},
)
def void_agreement(
    fair: FairId, agreement: AgreementId, hand: Annotated[Hand[Voiding], takes(Voiding)]
) -> Json:
    """Let a signed paper stop holding; counts of earlier days stand."""
    return hand.do(
        VoidAgreement,
        fair,
        lambda request: VoidAgreement(
            fair=fair,
            agreement=agreement,
            effective_on=hand.body.on,
            reason=hand.body.reason,
            non_performance=hand.body.non_performance,
            reason_ref=request.keep(text=hand.body.text),
        ),
    )


@agreement_steps.act(
    f"{ONE}/merge", MergeAgreement.action, example={"into": "a-1", "text": "Nhập hai lần"}
)
def merge_agreement(
    fair: FairId, agreement: AgreementId, hand: Annotated[Hand[Merging], takes(Merging)]
) -> Json:
    """Say that a record is a second copy of another one; reversible."""
    return hand.do(
        MergeAgreement,
        fair,
        lambda request: MergeAgreement(
            fair=fair,
            agreement=agreement,
            into=hand.body.into,
            reason_ref=request.keep(text=hand.body.text),
        ),
    )


@agreement_steps.act(f"{ONE}/unmerge", UnmergeAgreement.action, example={"text": "Hai biên bản"})
def unmerge_agreement(
    fair: FairId,
    agreement: AgreementId,
    hand: Annotated[Hand[Explanation], takes(Explanation)],
) -> Json:
    """Say that a merge was a mistake."""
    return hand.do(
        UnmergeAgreement,
        fair,
        lambda request: UnmergeAgreement(
            fair=fair, agreement=agreement, reason_ref=request.keep(text=hand.body.text)
        ),
    )


@agreement_steps.act(
    f"{ONE}/supersede", SupersedeAgreement.action, example={"by": "a-2", "on": "2026-05-03"}
)
def supersede_agreement(
    fair: FairId, agreement: AgreementId, hand: Annotated[Hand[Superseding], takes(Superseding)]
) -> Json:
    """Say that another paper takes this one's place."""
    return hand.do(
        SupersedeAgreement,
        fair,
        lambda request: SupersedeAgreement(
            fair=fair,
            agreement=agreement,
            by=hand.body.by,
            effective_on=hand.body.on,
            reason_ref=request.keep(text=hand.body.text),
        ),
    )
