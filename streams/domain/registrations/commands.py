"""What somebody may want of a registration."""

from dataclasses import dataclass

from streams.domain.command import Command
from streams.domain.events.evidence import Document
from streams.domain.events.registrations import Profile
from streams.domain.vocabulary import Origin, WithdrawalReason


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitRegistration(Command):
    """Enter a fair. The id is made from the request unless `registration` names one."""

    action = "registration.submit"
    profile: Profile
    origin: Origin = "own"
    registration: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseRegistration(Command):
    """Change an entry; carries the profile whole."""

    action = "registration.revise"
    registration: str
    profile: Profile
    origin: Origin = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitRegistration(Command):
    """Admit an entry at a fair that asks for admission."""

    action = "registration.admit"
    registration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRegistration(Command):
    """Leave the fair; places held by what was sent go back to the other side."""

    action = "registration.withdraw"
    registration: str
    reason: WithdrawalReason = "other"
    reason_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachPaper(Command):
    """Attach a photo or scan of a certificate to an entry."""

    action = "registration.attach"
    registration: str
    document: Document
