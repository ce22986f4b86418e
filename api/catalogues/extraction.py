"""Finding every sentence that people read: in calls, in tables, in help texts, in Click itself."""

import ast
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

import click
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from api.cli import catalogue
from api.cli.translate import help_texts
from api.findings import SENTENCES as FINDING_SENTENCES
from api.imports.sentences import SENTENCES as IMPORT_SENTENCES
from api.reasons import DEMANDS, REMEDIES
from api.reasons import SENTENCES as REASON_SENTENCES
from api.scores import PARTS, SAID
from api.web.answering import DID
from api.web.entry_words import FIELDS
from api.web.pages import TEMPLATES
from api.words.product_sets import PRODUCT_SET_WORDS
from api.words.vocabulary import WORDS
from matching.bmatching.faults import MESSAGES

_IN_CALLS: Mapping[str, tuple[int, ...]] = {
    "tr": (0,),
    "say": (0,),
    "remark": (0,),
    "progress": (0,),
    "lines": (1,),
    "BadBackup": (1,),
    "BadSetting": (1,),
    "Conflict": (1,),
    "Damaged": (1,),
    "FolderInUse": (1,),
    "FromElsewhere": (1,),
    "FutureVersion": (1,),
    "Malformed": (1,),
    "Moved": (1,),
    "NotApplied": (1,),
    "NotFound": (1,),
    "OtherVersion": (1,),
    "StoreAheadOfLog": (1,),
    "Unavailable": (1,),
    "UnsupportedMedia": (1,),
    "UnusableFile": (1,),
    "WrongTopic": (1,),
    "__init__": (1,),
}
"""Function or error → positions of arguments that hold sentences, alone or in a tuple; `__init__`
is an error that says its own."""
_OF_CLICK_BY_NAME = ("required",)
"""What Click translates without writing it at the place, so that no reading of calls finds it."""
_TABLES: tuple[Mapping[str, str], ...] = (
    WORDS,
    REASON_SENTENCES,
    REMEDIES,
    DEMANDS,
    PARTS,
    DID,
    FIELDS,
    SAID,
    IMPORT_SENTENCES,
    MESSAGES,
    FINDING_SENTENCES,
)


def every_sentence() -> dict[str, str | None]:
    """Return English original → its plural, or None; in a stable order."""
    found: dict[str, str | None] = {}
    for package in ("api", "streams", "matching"):
        for path in sorted(Path(str(resources.files(package))).rglob("*.py")):
            found.update(dict.fromkeys(_in_source(path, _IN_CALLS)))
            found.update(_with_plurals(path, "trn"))
    for template in sorted(TEMPLATES.rglob("*.html")):
        found.update(_in_template(template))
    for table in _TABLES:
        found.update(dict.fromkeys(table.values()))
    found.update(dict.fromkeys(PRODUCT_SET_WORDS.values()))
    found.update(dict.fromkeys(help_texts(catalogue.root)))
    for path in sorted(Path(str(resources.files(click))).glob("*.py")):
        found.update(_of_click(path))
    found.update(dict.fromkeys(_OF_CLICK_BY_NAME))
    found.pop("", None)
    return dict(sorted(found.items()))


def _in_source(path: Path, calls: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    for name, arguments in _calls(path):
        for position in calls.get(name, ()):
            if position < len(arguments):
                yield from _texts(arguments[position])


def _in_template(path: Path) -> Iterator[tuple[str, str | None]]:
    tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
    for _, function, found in extract_from_ast(tree, gettext_functions=("_", "trn")):
        forms = found if isinstance(found, tuple) else (found,)
        if isinstance(forms[0], str):
            yield forms[0], forms[1] if function == "trn" else None


def _of_click(path: Path) -> dict[str, str | None]:
    found = _with_plurals(path, "ngettext")
    for name, arguments in _calls(path):
        if name == "_" and arguments:
            found.update(dict.fromkeys(_texts(arguments[0])))
    return found


def _with_plurals(path: Path, function: str) -> dict[str, str | None]:
    """Return the sentences for one thing that a function is called with → those for many."""
    found: dict[str, str | None] = {}
    for name, arguments in _calls(path):
        if name == function and len(arguments) >= 2:
            singular, plural = (next(_texts(node), "") for node in arguments[:2])
            found[singular] = plural
    return found


def _calls(path: Path) -> Iterator[tuple[str, list[ast.expr]]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else None
            yield (function.id if isinstance(function, ast.Name) else name or ""), node.args


def _texts(node: ast.expr) -> Iterator[str]:
    """Yield a literal text, or the literal texts of a tuple, a list or an alternative."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Tuple | ast.List):
        for element in node.elts:
            yield from _texts(element)
    elif isinstance(node, ast.BoolOp):
        for element in node.values:
            yield from _texts(element)
