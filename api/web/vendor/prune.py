"""Leaves components out of a minified stylesheet, and changes nothing else in it.

Tabler's one file holds everything it can draw, and is half of what a page may weigh. What the
pages never draw (`left_out.txt`, patterns of class names) is cut when the file is copied; rules
that stay keep their bytes and their order, so the result is the same on every machine. Called by
the copying only, never at run time.
"""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

_MARK = re.compile(r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[(){};,]""", re.DOTALL)
_CLASS = re.compile(r"\.((?:\\.|[\w-])+)")
_EXCLUDED = re.compile(r":not\([^()]*\)")
_GROUPS = ("@media", "@supports")


def patterns_in(path: Path) -> tuple[str, ...]:
    """Return the patterns of a list, one a line; `#` begins a comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def without(css: str, patterns: Sequence[str]) -> str:
    """Return `css` without selectors that need a class matching one of the patterns."""
    kept = "".join(_kept(css, patterns))
    used = set(re.findall(r"[\w-]+", re.sub(r"@keyframes [\w-]+", "", kept)))
    return re.sub(
        r"@keyframes ([\w-]+)\{(?:[^{}]*\{[^{}]*\})*\}",
        lambda found: found[0] if found[1] in used else "",
        kept,
    )


def class_names(css: str) -> set[str]:
    """Return every class that some selector of `css` needs."""
    names: set[str] = set()
    for statement in _split(css, "};"):
        head, brace, body = statement.partition("{")
        if head.startswith(_GROUPS):
            names |= class_names(body[:-1])
        elif brace and not head.startswith("@"):
            names |= _needed(head)
    return names


def _kept(css: str, patterns: Sequence[str]) -> Iterator[str]:
    for statement in _split(css, "};"):
        head, brace, body = statement.partition("{")
        if head.startswith(_GROUPS):
            inner = "".join(_kept(body[:-1], patterns))
            if inner:
                yield f"{head}{{{inner}}}"
        elif not brace or head.startswith(("@", "/*")):
            yield statement
        else:
            selectors = [s.removesuffix(",") for s in _split(head, ",")]
            alive = [s for s in selectors if not _matches(_needed(s), patterns)]
            if alive:
                yield f"{','.join(alive)}{{{body}"


def _needed(selector: str) -> set[str]:
    return {name.replace("\\", "") for name in _CLASS.findall(_EXCLUDED.sub("", selector))}


def _matches(names: set[str], patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def _split(text: str, ends: str) -> Iterator[str]:
    """Cut after each of `ends` that stands outside brackets and strings."""
    start = depth = 0
    for found in _MARK.finditer(text):
        mark = found[0]
        if mark.startswith("/*") and depth == 0 and not text[start : found.start()].strip():
            yield text[start : found.end()]
            start = found.end()
            continue
        depth += (mark in "({") - (mark in ")}")
        if mark in ends and depth == 0:
            yield text[start : found.end()]
            start = found.end()
    yield text[start:]
