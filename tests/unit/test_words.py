"""Every sentence in both languages: complete, true to the original, nothing left in English."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from gettext import GNUTranslations
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

from api.catalogues.files import po_bytes, po_path, read_catalogue, updated
from api.words.vocabulary import WORDS
from streams.domain import counting, vocabulary
from streams.domain.agreements import state as agreements
from streams.domain.events.agreements import RecordedState
from streams.domain.fairs.state import Fair
from streams.domain.registrations.state import Registration
from streams.domain.suggestions import state as suggestions
from tests.command_line import commands, ketnoi

CODES_ALONE = {
    "AgreementSubject",
    "Authority",
    "Channel",
    "DeclineReason",
    "EvidenceLevel",
    "Exactness",
    "NonPerformance",
    "OrganiserRole",
    "Origin",
    "Outcome",
    "PairReason",
    "VoidReason",
    "WithdrawalReason",
}
"""Vocabularies that are typed as options and stand in JSON, and that no sentence or table shows."""

_ENGLISH = (
    "about after all already and another any are as at be been before between both but by cannot "
    "check choose closed column could date does each every fair file for found from give given has "
    "have here holds how if into invalid is it its list many may missing more must name never new "
    "none not nothing number of once one only option or order other paper print read record "
    "refused required row rows same seat see show side signed stands such take text than that the "
    "their them then there these they this those unknown until used value was were what when "
    "where which while who why will with within without write written wrong year yes you your"
)
"""Common words of English that are no words of Vietnamese without its signs."""
BLANK = re.compile(r"\{[^{}]*\}|%\(\w+\)s|%[sd]")
LEFT_AS_IT_IS = re.compile(r"--[\w-]+|\[[\w|:\-]*\|[\w|:\-]*\]|\b[A-Z][A-Z0-9]+\b")
"""Names of options, codes to choose from, and signs in capitals: JSON, OCOP, FILE."""
NAMES = re.compile(r"VietGAP|GlobalGAP|Excel|ketnoi [a-z -]+|report agreements")


def literals(module: ModuleType) -> dict[str, tuple[str, ...]]:
    found = {name: kind for name, kind in vars(module).items() if get_origin(kind) is Literal}
    return {name: get_args(kind) for name, kind in found.items()}


def shown_codes() -> Iterator[str]:
    for name, codes in literals(vocabulary).items():
        if name not in CODES_ALONE:
            yield from codes
    for kind in (
        counting.Reason,
        RecordedState,
        agreements.AgreementStatus,
        suggestions.SuggestionStatus,
        Fair.__annotations__["status"],
        Registration.__annotations__["status"],
    ):
        yield from get_args(kind)


def translations() -> list[tuple[tuple[str, ...], str]]:
    """Return original forms and translation; Vietnamese has one form for one and for many."""
    known = [one for one in read_catalogue("vi") if one.id]
    assert all(len(_forms(one.string)) == 1 for one in known)
    return [(_forms(one.id), _forms(one.string)[0]) for one in known]


def _forms(text: Any) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (text,)


def english_in(text: str) -> set[str]:
    """Return the English words of a Vietnamese text."""
    bare = text
    for pattern in (BLANK, NAMES, LEFT_AS_IT_IS):
        bare = pattern.sub(" ", bare)
    return set(re.findall(r"[a-z]+", " ".join(bare.lower().split()))) & set(_ENGLISH.split())


def test_every_code_that_people_see_has_a_word() -> None:
    assert literals(vocabulary).keys() > CODES_ALONE
    assert sorted(set(shown_codes()) - WORDS.keys()) == []


def test_words_are_sorted_and_never_the_code_of_a_machine() -> None:
    assert list(WORDS) == sorted(WORDS)
    assert [word for word in WORDS.values() if "_" in word] == []


def test_catalogue_has_exactly_the_sentences_of_the_code() -> None:
    known, fresh = read_catalogue("vi"), updated("vi")

    assert {_forms(one.id) for one in known} == {_forms(one.id) for one in fresh}
    assert po_path("vi").read_bytes() == po_bytes(fresh)
    assert list(known.obsolete) == []
    assert [message.id for message in known if message.id and message.fuzzy] == []


def test_compiled_catalogue_is_what_the_written_one_says() -> None:
    with po_path("vi").with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)

    said = [
        compiled.ngettext(forms[0], forms[1], 2) if forms[1:] else compiled.gettext(forms[0])
        for forms, _ in translations()
    ]

    assert said == [text or forms[-1] for forms, text in translations()]


def test_every_sentence_is_translated() -> None:
    assert [forms for forms, text in translations() if not text.strip()] == []


def test_translations_have_the_blanks_of_their_originals() -> None:
    different = [
        (forms, text)
        for forms, text in translations()
        if text and blanks_of(text) not in map(blanks_of, forms)
    ]

    assert different == []


def blanks_of(text: str) -> list[str]:
    return sorted(BLANK.findall(text))


def test_translations_end_as_their_originals_do() -> None:
    ends = {".", ":", "?", "!", "…"}
    different = [
        (forms, text)
        for forms, text in translations()
        if text and not any({text[-1:]} & ends == {form[-1:]} & ends for form in forms)
    ]

    assert different == []


def test_translations_are_composed_text_without_spaces_around() -> None:
    for _, text in translations():
        assert unicodedata.is_normalized("NFC", text), text
        assert text == text.strip(), text


def test_translations_hold_no_english() -> None:
    found = {text: words for _, text in translations() if (words := english_in(text))}

    assert found == {}


def test_help_in_vietnamese_holds_no_english() -> None:
    found = {}
    for path, _ in commands():
        shown = ketnoi(*path, "--lang", "vi", "--help")
        usage, _, text = shown.out.partition("\n")
        assert (shown.code, shown.err) == (0, "")
        assert usage.startswith(f"Cách dùng: {' '.join(('ketnoi', *path))} [TÙY CHỌN]")
        found[path] = english_in(" ".join(_without_names(text)))

    assert {path: words for path, words in found.items() if words} == {}


def _without_names(text: str) -> Iterator[str]:
    """Yield the lines of a help text without default codes, and names of commands before them."""
    text = re.sub(r"\[(mặc định):\s+[\w.-]+(\]|;)", r"\1", text)
    _, commands_begin, below = text.partition("\nLệnh:\n")
    yield from text.removesuffix(commands_begin + below).splitlines()
    yield from (re.sub(r"^  [a-z-]+  ", "", line) for line in below.splitlines())


def test_english_in_a_vietnamese_text_is_found() -> None:
    assert english_in("Tệp không có dòng nào; the file") == {"the", "file"}
    assert english_in("Dùng --file, {name} hay [own|list]; FILE") == set()


def test_help_in_english_is_what_the_code_says() -> None:
    texts: Mapping[str, str] = {
        " ".join(path): ketnoi(*path, "--lang", "en", "--help").out for path, _ in commands()
    }

    assert all(text.startswith("Usage: ketnoi") for text in texts.values())
    assert all(text.isascii() for text in texts.values())
