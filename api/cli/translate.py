"""Help texts in the language of the moment.

Commands are declared once, in English; before anything runs, the texts of the whole tree are
replaced by their translations. Click's own words come from the same catalogue through gettext.
"""

import gettext
import os
from collections.abc import Iterator
from importlib import resources

import click

from api.words import Language, tr
from api.words.language import DOMAIN


def translate_tree(root: click.Command) -> None:
    """Replace the help of a command, its options and everything below it."""
    for command in _commands(root):
        command.help = tr(_folded(command.help)) if command.help else None
        command.short_help = None
        command.options_metavar = tr("[OPTIONS]")
        if isinstance(command, click.Group):
            command.subcommand_metavar = tr("COMMAND [ARGUMENTS]...")
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.help:
                parameter.help = tr(parameter.help)
        asking = command.get_help_option(click.Context(command))
        if asking is not None:
            # Click keeps it from the first time it was shown, in the language of that time.
            asking.help = tr("Show this message and exit.")


def translate_click(language: Language) -> None:
    """Let Click's own words come from our catalogue."""
    gettext.bindtextdomain(DOMAIN, str(resources.files("api") / "locales"))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language


def help_texts(root: click.Command) -> Iterator[str]:
    """Yield every English help text of a tree, for the catalogue."""
    for command in _commands(root):
        if command.help:
            yield _folded(command.help)
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.help:
                yield parameter.help


def _commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _commands(command.commands[name])


def _folded(text: str) -> str:
    """Return paragraphs with their line breaks folded, as Click shows them."""
    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
