"""The life of a paper: every status under every command."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from streams.domain.agreements import commands as ag
from streams.domain.agreements.identity import content_digest
from streams.domain.errors import DomainError
from streams.domain.handlers import decide
from streams.domain.view import View
from streams.store.source import StoreSource
from tests.builders import (
    FAIR,
    TODAY,
    Office,
    act,
    content,
    document,
    open_office,
    record,
    signature,
    signed,
)

pytestmark = pytest.mark.usefixtures("each_store")

TOMORROW = TODAY + timedelta(days=1)
BOTH = (signature(0), signature(1))

COMMANDS: dict[str, Callable[[str], Any]] = {
    "propose": lambda a: ag.ProposeAgreement(fair=FAIR, agreement=a),
    "confirm": lambda a: ag.ConfirmAgreement(
        fair=FAIR, agreement=a, party=0, digest=content_digest(content(a))
    ),
    "sign": lambda a: ag.SignAgreement(fair=FAIR, agreement=a, signatures=BOTH, signed_on=TODAY),
    "decline": lambda a: ag.DeclineAgreement(fair=FAIR, agreement=a, party=1),
    "void": lambda a: ag.VoidAgreement(fair=FAIR, agreement=a, effective_on=TODAY),
    "merge": lambda a: ag.MergeAgreement(fair=FAIR, agreement=a, into="kept"),
    "unmerge": lambda a: ag.UnmergeAgreement(fair=FAIR, agreement=a),
    "supersede": lambda a: ag.SupersedeAgreement(
        fair=FAIR, agreement=a, by="kept", effective_on=TODAY
    ),
    "correct": lambda a: ag.CorrectAgreement(
        fair=FAIR, agreement=a, content=signed(a, value_vnd=7)
    ),
    "attach": lambda a: ag.AttachDocument(fair=FAIR, agreement=a, document=document()),
}
LIFE: dict[str, dict[str, str]] = {
    "draft": {
        "propose": "agreement.proposed",
        "confirm": "not_proposed",
        "sign": "agreement.signed",
        "decline": "agreement.declined",
        "void": "not_signed",
        "merge": "not_signed",
        "unmerge": "not_merged",
        "supersede": "not_signed",
        "correct": "agreement.corrected",
        "attach": "document.attached",
    },
    "proposed": {
        "propose": "not_a_draft",
        "confirm": "agreement.confirmed",
        "sign": "agreement.signed",
        "decline": "agreement.declined",
        "void": "not_signed",
        "merge": "not_signed",
        "unmerge": "not_merged",
        "supersede": "not_signed",
        "correct": "text_frozen",
        "attach": "document.attached",
    },
    "half": {
        "propose": "not_a_draft",
        "confirm": "agreement.signed",
        "sign": "already_signed",
        "decline": "agreement.declined",
        "void": "not_signed",
        "merge": "not_signed",
        "unmerge": "not_merged",
        "supersede": "not_signed",
        "correct": "text_frozen",
        "attach": "document.attached",
    },
    "signed": {
        "propose": "not_a_draft",
        "confirm": "other_text",
        "sign": "not_signable",
        "decline": "not_declinable",
        "void": "agreement.voided",
        "merge": "agreement.merged",
        "unmerge": "not_merged",
        "supersede": "agreement.superseded",
        "correct": "agreement.corrected",
        "attach": "document.attached",
    },
    "declined": {
        "propose": "not_a_draft",
        "confirm": "not_proposed",
        "sign": "not_signable",
        "decline": "not_declinable",
        "void": "not_signed",
        "merge": "not_signed",
        "unmerge": "not_merged",
        "supersede": "not_signed",
        "correct": "agreement.corrected",
        "attach": "document.attached",
    },
    "voided": {
        "propose": "not_a_draft",
        "confirm": "other_text",
        "sign": "not_signable",
        "decline": "not_declinable",
        "void": "already_voided",
        "merge": "agreement.merged",
        "unmerge": "not_merged",
        "supersede": "agreement.superseded",
        "correct": "agreement.corrected",
        "attach": "document.attached",
    },
    "merged": {
        "propose": "not_a_draft",
        "confirm": "other_text",
        "sign": "not_signable",
        "decline": "not_declinable",
        "void": "agreement.voided",
        "merge": "already_merged",
        "unmerge": "agreement.unmerged",
        "supersede": "agreement.superseded",
        "correct": "agreement.corrected",
        "attach": "document.attached",
    },
    "superseded": {
        "propose": "not_a_draft",
        "confirm": "other_text",
        "sign": "not_signable",
        "decline": "not_declinable",
        "void": "agreement.voided",
        "merge": "agreement.merged",
        "unmerge": "not_merged",
        "supersede": "already_superseded",
        "correct": "agreement.corrected",
        "attach": "document.attached",
    },
    "unknown": dict.fromkeys(COMMANDS, "no_such_agreement"),
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register with a paper in each status, named and numbered after it."""
    with open_office(tmp_path_factory.mktemp("papers")) as office:
        for name in ("draft", "proposed", "half", "declined"):
            office.do(record(name, content(name), state="draft"))
        for name in ("kept", "signed", "voided", "merged", "superseded"):
            office.do(record(name, signed(name)))
        for name in ("proposed", "half"):
            office.do(COMMANDS["propose"](name))
        digest = content_digest(content("half"))
        office.do(ag.ConfirmAgreement(fair=FAIR, agreement="half", party=1, digest=digest))
        for name, command in (
            ("declined", "decline"),
            ("voided", "void"),
            ("merged", "merge"),
            ("superseded", "supersede"),
        ):
            office.do(COMMANDS[command](name))
        yield office


@pytest.mark.parametrize(
    ("status", "command"), [(status, command) for status in LIFE for command in COMMANDS]
)
def test_command_on_a_status(stage: Office, status: str, command: str) -> None:
    asked = COMMANDS[command](status)
    with stage.reading() as connection:
        try:
            fact = decide(asked, View(StoreSource(connection, FAIR)), act()).fact
        except DomainError as refusal:
            assert refusal.code == LIFE[status][command]  # noqa: PT017
        else:
            assert fact.type == LIFE[status][command]
