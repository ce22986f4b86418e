"""Commands that copy an installation into one file, check such a file, and restore it."""

from contextlib import AbstractContextManager
from pathlib import Path

import click

from api.cli.declare import command
from api.cli.output import progress, remark, say
from api.cli.root import root
from api.cli.session import check_data, session
from streams.domain.errors import NotFound
from streams.runtime.backup.erasures import read_erasures, write_erasures
from streams.runtime.backup.of_folder import new_folder, open_folder
from streams.runtime.backup.reading import opened
from streams.runtime.backup.restoring import Restored, Rooms, fill
from streams.runtime.backup.taking import Source, back_up
from streams.runtime.installation import utc_now

_FILE = click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
_MOST_NAMED = 10


class _Backup(click.Group):
    """`backup FILE` takes one; `verify` is the one word that is no file."""

    def parse_args(self, context: click.Context, arguments: list[str]) -> list[str]:
        """Take what names no other verb for the file of a new backup."""
        known = {*self.commands, *self.get_help_option_names(context)}
        if arguments and arguments[0] not in known:
            arguments = ["take", *arguments]
        return super().parse_args(context, arguments)


backup = _Backup("backup", help="Backups: `backup FILE.tar` takes one. It holds personal data.")
root.add_command(backup)


@command(backup, "take", action="backup.take")
@_FILE
@click.option("--erasures", is_flag=True, help="Only the ids of what was erased, no data.")
@click.pass_context
def take(context: click.Context, file: Path, erasures: bool) -> None:
    """Copy log, private data and documents into one file, beside whatever is running.

    The file is readable by its owner only: it holds what identifies people. Keep it as safe as the
    installation itself.
    """
    with _source() as source, progress("Taking the backup") as show:
        if erasures:
            number = write_erasures(file, source.log)
            say("{number} erasures written to {path}.", number=number, path=file)
            return
        taken = back_up(source, file, utc_now(), show)
    say(
        "{records} records, {documents} documents and the private data are in {path}.",
        records=taken.records,
        documents=taken.documents,
        path=file,
    )
    if taken.store_hash is None:
        remark("The store was behind the log, so the backup has no fingerprint of it.")
    for digest in taken.damaged_documents[:_MOST_NAMED]:
        remark("The document {digest} is damaged and was left out.", digest=digest)
    for digest in taken.missing_documents[:_MOST_NAMED]:
        remark(
            "The document {digest} is not in the folder of documents. Check --data.", digest=digest
        )
    if taken.damaged_documents or taken.missing_documents:
        context.exit(1)


@command(backup, "verify", action="backup.take")
@_FILE
def verify(file: Path) -> None:
    """Compare every part of a backup with its checksum, without restoring it."""
    with opened(_existing(file)) as archive, progress("Reading the backup") as show:
        archive.check(show)
    found = archive.manifest
    say(
        "Whole: {records} records, {documents} documents, taken on {moment}.",
        records=found.records,
        documents=found.documents,
        moment=found.taken_at.isoformat(),
    )


@command(root, "restore", action="backup.restore")
@_FILE
@click.option(
    "--erasures",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also leave out what was erased later, by a file of `backup --erasures`.",
)
@click.pass_context
def restore(context: click.Context, file: Path, erasures: Path | None) -> None:
    """Fill an empty data folder, or a cluster without data, from a backup of either."""
    erased = read_erasures(_existing(erasures)) if erasures else frozenset[str]()
    with opened(_existing(file)) as archive, progress("Restoring") as show:
        archive.check(show)
        with _target() as rooms:
            actor = session().actor
            done = fill(rooms, archive, erased, actor=actor, now=utc_now(), tell=show)
    say(
        "Restored: {records} records, {rows} private rows, {documents} documents.",
        records=done.records,
        rows=done.rows,
        documents=done.files,
    )
    if done.erased:
        say("{number} private rows were erased and are not restored.", number=done.erased)
    _remark_what_does_not_hold(done)
    if not done.holds:
        context.exit(1)


def _remark_what_does_not_hold(done: Restored) -> None:
    if done.expected is None:
        remark("The backup has no fingerprint of this version's store to compare with.")
    elif done.expected != done.hash:
        remark(
            "The store built from the log is not the one that the backup was taken beside: "
            "{expected}, now {found}. What the log says holds.",
            expected=done.expected,
            found=done.hash,
        )
    for reference in done.missing_rows[:_MOST_NAMED]:
        remark("The private row {reference} is missing in the backup.", reference=reference)
    for digest in done.missing_files[:_MOST_NAMED]:
        remark("The document {digest} is missing in the backup.", digest=digest)


def _source() -> AbstractContextManager[Source]:
    place = session().place
    if place is None:
        check_data(session().folder)
        return open_folder(session().folder)
    # Kafka's clients are slow to load.
    from streams.runtime.backup.of_cluster import open_cluster  # noqa: PLC0415

    return open_cluster(place)


def _target() -> AbstractContextManager[Rooms]:
    place = session().place
    if place is None:
        return new_folder(session().folder)
    # Kafka's clients are slow to load.
    from streams.runtime.backup.of_cluster import empty_cluster  # noqa: PLC0415

    return empty_cluster(place)


def _existing(file: Path) -> Path:
    if not file.is_file():
        raise NotFound("no_file", "There is no file {path}. Check its name.", path=file)
    return file
