"""The root of the command line: what is said before every command."""

from importlib.metadata import version
from pathlib import Path

import click

from api.cli.session import Session
from api.policy import role_of
from streams.runtime.ops.lines import write_lines
from streams.runtime.place import place_of
from streams.runtime.settings import Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--data", type=click.Path(), metavar="DIR", help="The data folder.")
@click.option("--actor", metavar="ID", help="Who acts: a role, or a role with a name.")
@click.option("--lang", type=click.Choice(["vi", "en"]), help="The language of what you read.")
@click.version_option(version("ketnoi"), prog_name="ketnoi", message="%(prog)s %(version)s")
@click.pass_context
def root(context: click.Context, data: str | None, actor: str | None, lang: str | None) -> None:
    """Event-driven matchmaking for trade fairs.

    Registrations come in, are recorded on a log, are matched, become suggestions, become signed
    agreements, become numbers that can be explained.
    """
    del lang  # chosen before the texts were translated, see api.cli.main
    settings = context.ensure_object(Settings)
    write_lines(settings.logs)
    chosen = Path(data) if data else (settings.folder if settings.data else None)
    who = actor or settings.actor
    role_of(who)
    folder = chosen or Path("ketnoi-data")
    context.obj = Session(
        folder=folder,
        folder_chosen=chosen is not None,
        actor=who,
        place=place_of(settings, folder),
        in_container=settings.console_in_container,
        logs=settings.logs,
    )


def noun(name: str, about: str) -> click.Group:
    """Declare a noun of the command line: a group of verbs."""
    group = click.Group(name, help=about)
    root.add_command(group)
    return group
