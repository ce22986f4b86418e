"""The fit score in words: the whole, and named parts that add up to it as printed."""

from collections.abc import Mapping

from api.words import tr
from matching.scoring import shown_parts

PARTS: Mapping[str, str] = {
    "category": "same product group",
    "volume": "volume",
    "price": "price",
    "region": "wished region",
    "star": "star class",
    "wishes": "wishes",
    "terms": "payment terms",
    "newcomer": "newcomers and remote places",
    "preferences": "preferred papers",
}
SAID: Mapping[str, str] = {"whole": "{n} of 100: {parts}.", "rest": "other grounds"}
"""How the whole is said, and what stands for the parts that are not told."""
_CLOSED = frozenset({"terms", "preferences", "wishes"})
"""Parts that tell what a buyer has stated to us, not to producers."""


def shown_score(parts: Mapping[str, int]) -> int:
    """Return the score out of 100, as printed."""
    return sum(shown_parts(parts).values())


def score_sentence(parts: Mapping[str, int]) -> str:
    """Return the score with its parts, largest first: `82 of 100: same group 30, price 20`."""
    return _sentence({PARTS.get(name, name): n for name, n in shown_parts(parts).items() if n})


def score_sentence_for_producers(parts: Mapping[str, int]) -> str:
    """Return the same for a producer: what the buyer keeps to itself is one part, "other"."""
    shown = shown_parts(parts)
    told = {PARTS.get(name, name): n for name, n in shown.items() if n and name not in _CLOSED}
    rest = sum(n for name, n in shown.items() if name in _CLOSED)
    return _sentence({**told, **({SAID["rest"]: rest} if rest else {})})


def caution_sentence(caution: str) -> str:
    """Return the one thing to know beforehand; empty where there is none."""
    code, _, value = caution.partition(":")
    if code != "volume" or not value:
        return ""
    percent = f"{value}%"
    return tr("The volume covers {percent} of what is wanted.", percent=percent)


def _sentence(parts: Mapping[str, int]) -> str:
    ordered = sorted(parts.items(), key=lambda part: -part[1])
    named = ", ".join(f"{tr(words)} {number}" for words, number in ordered)
    return tr(SAID["whole"], n=sum(parts.values()), parts=named)
