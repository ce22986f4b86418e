"""The entry of the command `ketnoi`: language, settings, errors and exit codes.

Exit codes: 0 done · 1 refused by a rule, or a check found something · 2 unusable input or
arguments · 3 rows were refused and `--strict` was given · 4 cannot work now, try again.
"""

import errno
import os
import sys
from collections.abc import Sequence

import click

from api.cli import catalogue
from api.cli.translate import translate_click, translate_tree
from api.errors import sentence_of
from api.policy import unnamed_actions
from api.words import LANGUAGES, Language, speak, tr
from streams.domain.errors import DomainError, Malformed, Unavailable
from streams.runtime.settings import PREFIX, BadSetting, read_settings

_GLOBAL = frozenset({"--actor", "--data", "--lang"})
REFUSED, UNUSABLE, ROWS_REFUSED, NOT_NOW = 1, 2, 3, 4
_WRONG_PATH = frozenset(
    {
        errno.EACCES,
        errno.EEXIST,
        errno.EISDIR,
        errno.ENAMETOOLONG,
        errno.ENOENT,
        errno.ENOTDIR,
        errno.EROFS,
    }
)
"""What the system says of a path that was named wrongly, where the same again is no use."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    arguments = _global_first(arguments)
    language = _language(arguments, os.environ.get(f"{PREFIX}LANG", ""))
    speak(language)
    try:
        settings = read_settings(os.environ)
    except BadSetting as error:
        click.echo(sentence_of(error), err=True)
        return UNUSABLE
    translate_click(language)
    translate_tree(catalogue.root)
    if unnamed_actions():
        raise LookupError(f"the policy table lacks {sorted(unnamed_actions())}")
    try:
        code = catalogue.root.main(
            list(arguments), prog_name="ketnoi", obj=settings, standalone_mode=False
        )
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo(tr("Stopped."), err=True)
        return REFUSED
    except DomainError as error:
        click.echo(sentence_of(error), err=True)
        return _exit_code(error)
    except UnicodeEncodeError:
        click.echo(tr("A text holds signs that cannot be written. Type it anew."), err=True)
        return UNUSABLE
    except OSError as error:
        click.echo(_said_of(error), err=True)
        return UNUSABLE if error.errno in _WRONG_PATH else NOT_NOW
    return code if isinstance(code, int) else 0


def _said_of(error: OSError) -> str:
    """Return what the system refuses, and of which path if it names one."""
    path, reason = error.filename, error.strerror or str(error) or type(error).__name__
    if path:
        return tr("{path} cannot be used: {reason}.", path=path, reason=reason)
    return tr("The system refuses: {reason}. Remove the cause, then try again.", reason=reason)


def _global_first(arguments: Sequence[str]) -> list[str]:
    """Move the global options to the front, so that they may stand anywhere before `--`."""
    front: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument == "--":
            return [*front, *rest, argument, *waiting]
        name, equals, _ = argument.partition("=")
        if name not in _GLOBAL:
            rest.append(argument)
            continue
        front.append(argument)
        if not equals and waiting:
            front.append(waiting.pop(0))
    return [*front, *rest]


def _language(arguments: Sequence[str], wanted: str) -> Language:
    """Find the language before anything is shown, help and errors included.

    Parameters
    ----------
    wanted : str
        What the setting says, which may be no language.
    """
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments):
            wanted = arguments[index + 1]
        elif argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
    return next((language for language in LANGUAGES if language == wanted), "vi")


def _exit_code(error: DomainError) -> int:
    if isinstance(error, Unavailable):
        return NOT_NOW
    return UNUSABLE if isinstance(error, Malformed) else REFUSED
