"""What an operator should know of an installation, in words: one sentence per finding."""

from collections.abc import Mapping

from api.words import tr
from streams.runtime.inspection import Finding

SENTENCES: Mapping[str, str] = {
    "dead_letters": "{count} records could not be read. They are kept; look at them.",
    "lost_events": "{count} events came too late and had no effect. Nothing to do.",
    "unfinished_parts": "{count} parts wait for the rest of their batch. The matcher repeats it.",
    "copies_to_review": "{count} second copies differ in content. Compare them with the paper.",
}


def finding_sentence(finding: Finding) -> str:
    """Return what a finding says, and what to do about it."""
    return tr(SENTENCES[finding.code], count=finding.count)
