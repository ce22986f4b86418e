"""Large batches in parts, and files stored once."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.domain.errors import Malformed
from streams.domain.event import Basis, Batch, Event
from streams.domain.events.suggestions import MatchEntry, MatchingUpdated, MeetingRequested
from streams.log.codec import encode
from streams.runtime.documents import LARGEST as LARGEST_FILE
from streams.runtime.documents import Documents
from streams.runtime.parts import LARGEST, split
from streams.store import tables
from tests.builders import FAIR, Replica, event

pytestmark = pytest.mark.usefixtures("each_store")

PDF = b"%PDF-1.7\n"


def match(sizes: Sequence[int]) -> Event:
    """Return a match whose entries have about these sizes in bytes."""
    entries = tuple(
        MatchEntry(
            producer=f"p{number}",
            seat="d1.1",
            enters=True,
            score=1,
            parts={"x" * size: 1},
        )
        for number, size in enumerate(sizes)
    )
    return event(
        MatchingUpdated(through=3, objective=9, bound=9, entries=entries),
        subject=f"matching/{FAIR}",
        changes={f"matching/{FAIR}": 0},
        name="whole",
    )


def fact_of(part: Event) -> Batch:
    """Return the fact of a part."""
    assert isinstance(part.fact, Batch)
    return part.fact


def test_small_batch_stays_whole() -> None:
    whole = match([100] * 50)
    assert split(whole, str) == [whole]


def test_event_that_is_no_batch_stays_whole() -> None:
    wish = event(MeetingRequested(by="producer"))
    assert split(wish, str) == [wish]


@settings(max_examples=40)
@given(st.lists(st.sampled_from([10, 1_000, 40_000, 120_000, 200_000]), min_size=2, max_size=25))
def test_parts_are_bounded_and_together_the_whole(sizes: list[int]) -> None:
    whole = match(sizes)
    parts = split(whole, lambda number: f"part-{number}")
    assert all(len(encode(part)) <= LARGEST for part in parts)
    assert [line for part in parts for line in fact_of(part).lines] == list(fact_of(whole).lines)
    if len(parts) == 1:
        return
    assert [fact_of(part).part for part in parts] == list(range(1, len(parts) + 1))
    assert {fact_of(part).parts for part in parts} == {len(parts)}
    assert [part.basis for part in parts[:-1]] == [Basis()] * (len(parts) - 1)
    assert (parts[-1].basis, parts[-1].id) == (whole.basis, whole.id)
    assert {part.correlation for part in parts} == {whole.id}
    assert len({part.id for part in parts}) == len(parts)


def test_parts_have_the_effect_of_the_whole(tmp_path: Path) -> None:
    whole = match([3_000] * 20)
    parts = split(whole, lambda number: f"part-{number}", largest=30_000)
    with Replica(tmp_path / "whole.db") as one, Replica(tmp_path / "parts.db") as other:
        one.take(whole)
        for part in parts:
            other.take(part)
        assert len(parts) == 3
        assert one.rows(tables.match_pairs) == other.rows(tables.match_pairs)
        assert one.versions(FAIR) == other.versions(FAIR)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
    ],
)
def test_file_is_stored_once_under_its_digest(
    tmp_path: Path, content: bytes, media_type: str
) -> None:
    documents = Documents(tmp_path)
    first = documents.store(content, "scan")
    again = documents.store(content, "scan")
    assert first == again
    assert (first.media_type, first.size) == (media_type, len(content))
    assert documents.path(first.digest).read_bytes() == content
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("content", [b"", b"MZ", b"<html>", b" %PDF-1.7", b"PK\x03\x04"])
def test_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Malformed) as refusal:
        Documents(tmp_path).store(content, "scan")
    assert refusal.value.code == "file_kind"
    assert list(tmp_path.iterdir()) == []


def test_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Malformed) as refusal:
        Documents(tmp_path).store(PDF + b"\x00" * LARGEST_FILE, "scan")
    assert refusal.value.code == "file_too_large"


def test_file_stored_by_many_at_once_is_stored_once(tmp_path: Path) -> None:
    documents = Documents(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        for number in range(40):
            together = threading.Barrier(8)
            content = PDF + str(number).encode() * 100_000

            def store(_: int, together: threading.Barrier = together, c: bytes = content) -> str:
                together.wait()
                return documents.store(c, "scan").digest

            (digest,) = set(pool.map(store, range(8)))
            assert documents.path(digest).read_bytes() == content
