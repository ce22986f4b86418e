"""Commands on the way of a paper: propose, confirm, sign, refuse, end, merge, attach."""

from datetime import date
from pathlib import Path
from typing import get_args

import click

from api.acting import How
from api.cli.agreements import agreement
from api.cli.declare import an_act, answer, as_json, at_fair, command, perform
from api.cli.kinds import DAY
from api.cli.session import begin, session
from streams.domain.agreements.commands import (
    AttachDocument,
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
from streams.domain.vocabulary import Authority, EvidenceLevel, VoidReason

_ID = click.argument("agreement_id", metavar="ID")
_PARTY = click.option("--party", type=int, required=True, help="Which party, counted from 0.")
_TEXT = click.option("--text", default="", help="Why in own words, kept closed.")
_AUTHORITY = click.option(
    "--authority",
    type=click.Choice(get_args(Authority)),
    default="unstated",
    show_default=True,
    help="By what authority they sign.",
)


@command(agreement, "propose", action="agreement.propose")
@_ID
@at_fair
@an_act
@as_json
def propose(agreement_id: str, fair: str, how: How, json: bool) -> None:
    """Freeze a draft's text and ask the parties to confirm it."""
    perform(
        ProposeAgreement,
        fair,
        how,
        lambda _: ProposeAgreement(fair=fair, agreement=agreement_id),
        json=json,
    )


@command(agreement, "confirm", action="agreement.confirm")
@_ID
@at_fair
@_PARTY
@click.option("--digest", required=True, help="The digest of the text that was read.")
@_AUTHORITY
@an_act
@as_json
def confirm(
    agreement_id: str,
    fair: str,
    party: int,
    digest: str,
    authority: Authority,
    how: How,
    json: bool,
) -> None:
    """Confirm the frozen text for one party."""
    perform(
        ConfirmAgreement,
        fair,
        how,
        lambda _: ConfirmAgreement(
            fair=fair, agreement=agreement_id, party=party, digest=digest, authority=authority
        ),
        json=json,
    )


@command(agreement, "sign", action="agreement.sign")
@_ID
@at_fair
@click.option(
    "--party", "parties", type=int, multiple=True, required=True, help="Who signed; repeatable."
)
@click.option("--on", type=DAY, required=True, help="The day on the paper.")
@_AUTHORITY
@an_act
@as_json
def sign(
    agreement_id: str,
    fair: str,
    parties: tuple[int, ...],
    on: date,
    authority: Authority,
    how: How,
    json: bool,
) -> None:
    """Record signatures in ink."""
    signatures = tuple(
        PartySigned(party=party, signed_on=on, authority=authority) for party in parties
    )
    perform(
        SignAgreement,
        fair,
        how,
        lambda _: SignAgreement(
            fair=fair, agreement=agreement_id, signatures=signatures, signed_on=on
        ),
        json=json,
    )


@command(agreement, "decline", action="agreement.decline")
@_ID
@at_fair
@_PARTY
@_TEXT
@an_act
@as_json
def decline(agreement_id: str, fair: str, party: int, text: str, how: How, json: bool) -> None:
    """Refuse to sign, for one party."""
    perform(
        DeclineAgreement,
        fair,
        how,
        lambda request: DeclineAgreement(
            fair=fair, agreement=agreement_id, party=party, reason_ref=request.keep(text=text)
        ),
        json=json,
    )


@command(agreement, "void", action="agreement.void")
@_ID
@at_fair
@click.option("--on", type=DAY, required=True, help="From which day it no longer holds.")
@click.option("--reason", type=click.Choice(get_args(VoidReason)), default="other", help="Why.")
@_TEXT
@an_act
@as_json
def void(
    agreement_id: str, fair: str, on: date, reason: VoidReason, text: str, how: How, json: bool
) -> None:
    """Let a signed paper stop holding; counts of earlier days stand."""
    perform(
        VoidAgreement,
        fair,
        how,
        lambda request: VoidAgreement(
            fair=fair,
            agreement=agreement_id,
            effective_on=on,
            reason=reason,
            reason_ref=request.keep(text=text),
        ),
        json=json,
    )


@command(agreement, "merge", action="agreement.merge")
@_ID
@click.argument("into", metavar="INTO")
@at_fair
@_TEXT
@an_act
@as_json
def merge(agreement_id: str, into: str, fair: str, text: str, how: How, json: bool) -> None:
    """Say that a record is a second copy of another one; reversible."""
    perform(
        MergeAgreement,
        fair,
        how,
        lambda request: MergeAgreement(
            fair=fair, agreement=agreement_id, into=into, reason_ref=request.keep(text=text)
        ),
        json=json,
    )


@command(agreement, "unmerge", action="agreement.unmerge")
@_ID
@at_fair
@_TEXT
@an_act
@as_json
def unmerge(agreement_id: str, fair: str, text: str, how: How, json: bool) -> None:
    """Say that a merge was a mistake."""
    perform(
        UnmergeAgreement,
        fair,
        how,
        lambda request: UnmergeAgreement(
            fair=fair, agreement=agreement_id, reason_ref=request.keep(text=text)
        ),
        json=json,
    )


@command(agreement, "supersede", action="agreement.supersede")
@_ID
@click.argument("by", metavar="BY")
@at_fair
@click.option("--on", type=DAY, required=True, help="From which day the other one holds.")
@_TEXT
@an_act
@as_json
def supersede(
    agreement_id: str, by: str, fair: str, on: date, text: str, how: How, json: bool
) -> None:
    """Say that another paper takes this one's place."""
    perform(
        SupersedeAgreement,
        fair,
        how,
        lambda request: SupersedeAgreement(
            fair=fair,
            agreement=agreement_id,
            by=by,
            effective_on=on,
            reason_ref=request.keep(text=text),
        ),
        json=json,
    )


@command(agreement, "attach", action="agreement.attach")
@_ID
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@at_fair
@click.option("--converted", is_flag=True, help="The scan carries the conversion mark.")
@click.option(
    "--evidence",
    type=click.Choice(get_args(EvidenceLevel)),
    help="The level it proves; you attest it.",
)
@an_act
@as_json
def attach(
    agreement_id: str,
    path: Path,
    fair: str,
    converted: bool,
    evidence: EvidenceLevel | None,
    how: How,
    json: bool,
) -> None:
    """Attach a scan or another file: PDF, PNG or JPEG."""
    with session().office() as office:
        request = begin(office, AttachDocument, fair, how)
        document = office.store_document(path.read_bytes(), "scan", converted=converted)
        wanted = AttachDocument(
            fair=fair, agreement=agreement_id, document=document, evidence=evidence
        )
        answer(office.execute(request, wanted), json=json)
