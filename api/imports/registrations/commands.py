"""From entries to commands: what is new is submitted, what changed is revised whole."""

from collections.abc import Iterator
from dataclasses import replace

from api.forms.registration import profile_of
from api.imports.recording import Recorder, Wanted
from api.imports.registrations.entry import Entry
from api.imports.registrations.known import Known
from api.imports.registrations.overlay import Overlaid
from streams.domain.events.registrations import (
    DistributorProfile,
    Holder,
    Profile,
    Seat,
)
from streams.domain.registrations.commands import ReviseRegistration, SubmitRegistration
from streams.runtime.request import Request


def submission(recorder: Recorder, fair: str, entry: Entry, version: int) -> Wanted:
    """Return the command that registers a company; `version` is its identity's."""
    request = recorder.request(
        SubmitRegistration, fair, version, entry.form, entry.notes, entry.defaults
    )
    profile = profile_of(entry.form, request).but(
        note_refs=_notes(request, entry.notes), defaults=entry.defaults
    )
    return Wanted(
        request=request,
        command=SubmitRegistration(fair=fair, profile=profile, origin="import"),
        rows=len(entry.rows),
    )


def revision(
    recorder: Recorder, fair: str, entry: Entry, known: Known, overlaid: Overlaid
) -> Wanted:
    """Return the command that makes a registration say what the list adds to it."""
    before = known.registration
    request = recorder.request(
        ReviseRegistration, fair, before.id, known.version, overlaid.form, overlaid.notes
    )
    # A holder who was erased has no name left; it is put back as it stands on the log below.
    form = replace(overlaid.form, name=overlaid.form.name or "–")
    profile = profile_of(form, request)
    notes = _notes(request, overlaid.notes)
    profile = with_known_references(profile, known, request).but(
        note_refs=(*before.profile.note_refs, *notes),
        defaults=_defaults(before.profile, entry),
    )
    return Wanted(
        request=request,
        command=ReviseRegistration(
            fair=fair, registration=before.id, profile=profile, origin="import"
        ),
        rows=len(entry.rows),
    )


def _notes(request: Request, notes: tuple[str, ...]) -> tuple[str, ...]:
    references = (request.keep(text=note) for note in notes)
    return tuple(reference for reference in references if reference is not None)


def _defaults(before: Profile, entry: Entry) -> tuple[str, ...]:
    """Return the fields that are still not stated by anybody."""
    return tuple(name for name in before.defaults if name in entry.defaults)


def with_known_references(profile: Profile, known: Known, request: Request) -> Profile:
    """Refer to rows that exist already where they say the same, or were erased."""
    before = known.registration.profile
    holder, old = profile.holder, before.holder
    contact = _reference(request, known, holder.contact_ref, old.contact_ref)
    if "holder" in known.erased:
        if holder.private:
            request.rows.pop(holder.private, None)
        return _with_holder(profile, old.but(contact_ref=contact))
    private = _reference(request, known, holder.private, old.private)
    profile = _with_holder(profile, holder.but(private=private, contact_ref=contact))
    if isinstance(profile, DistributorProfile) and isinstance(before, DistributorProfile):
        references = {seat.id: seat.buyer_ref for seat in before.seats}
        return profile.but(seats=tuple(_with_buyers(profile, references, known, request)))
    return profile


def _with_holder(profile: Profile, holder: Holder) -> Profile:
    return profile.but(holder=holder)


def _with_buyers(
    profile: DistributorProfile, references: dict[str, str | None], known: Known, request: Request
) -> Iterator[Seat]:
    for seat in profile.seats:
        yield seat.but(
            buyer_ref=_reference(request, known, seat.buyer_ref, references.get(seat.id))
        )


def _reference(request: Request, known: Known, new: str | None, old: str | None) -> str | None:
    """Return the old reference where it still holds, and take its repetition back."""
    if old is None:
        return new
    if old not in known.private or (new and request.rows[new] == known.private[old]):
        if new:
            request.rows.pop(new)
        return old
    return new
