"""What the topics for other systems hold, compared with what the store says of the log."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from streams.log.kafka.layout import DEAD_LETTERS, EVENTS, FACTS, PARTITIONS
from streams.log.kafka.outlet import Outlet
from streams.log.kafka.reading import Raw, Reader
from streams.log.port import Position
from streams.runtime.cluster import Cluster
from streams.runtime.place import Place
from streams.store import tables
from tests.builders import rows_of, until

_EVERYTHING = 10_000_000


@dataclass
class Published:
    """What was found: distinct records, how many came again, and what is wrong."""

    distinct: int = 0
    again: int = 0
    wrong: list[str] = field(default_factory=list)


def check_topics(place: Place, cluster: Cluster, *, within: float) -> Published:
    """Wait until everything is published that took effect by now, and compare."""
    found = Published()
    rows = rows_of(cluster.store_engine, tables.events)
    letters = rows_of(cluster.store_engine, tables.dead_letters)
    wanted = {FACTS: facts_in(rows), DEAD_LETTERS: letters_in(rows)}
    codes = {(row["key"], row["ordinal"]): row["code"] for row in letters}
    for topic, offsets in wanted.items():
        with closing(Outlet(place.brokers, topic, 20.0)) as outlet:
            until(lambda o=offsets, t=outlet: _is_through(t, o), within=within)  # type: ignore[misc]
    log = read(place, EVENTS)
    by_offset = {(row["partition"], row["offset"]): row for row in rows}
    for topic, offsets in wanted.items():
        published = read(place, topic)
        for partition in range(PARTITIONS):
            seen = distinct(published[partition])
            found.distinct += len(seen)
            found.again += len(published[partition]) - len(seen)
            expected = [
                told(topic, log[partition][offset], by_offset[partition, offset], codes)
                for offset in offsets[partition]
            ]
            if [shown(one, expected) for one in seen[: len(expected)]] != expected:
                found.wrong.append(f"{topic} {partition}")
    return found


def told(
    topic: str, record: Raw, row: Mapping[str, Any], codes: Mapping[tuple[str, int], str]
) -> dict[str, Any]:
    """Return what must be published of a record: its bytes, and headers."""
    said = {
        "key": record.key,
        "value": record.value,
        "ketnoi.key": row["key"],
        "ketnoi.ordinal": str(row["ordinal"]),
        "ketnoi.recorded_at": row["recorded_at"],
    }
    if topic == FACTS:
        return said | {"ketnoi.skipped": str(row["skipped"])}
    return said | {
        "__streams.errors.topic": EVENTS,
        "__streams.errors.partition": str(row["partition"]),
        "__streams.errors.offset": str(row["offset"]),
        "__streams.errors.exception": "Undecodable",
        "ketnoi.code": codes[row["key"], row["ordinal"]],
    }


def shown(record: Raw, expected: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return of a published record what is compared."""
    headers = {name: value.decode() for name, value in record.headers}
    names = expected[0].keys() - {"key", "value"}
    return {"key": record.key, "value": record.value, **{n: headers.get(n) for n in names}}


def distinct(records: Iterable[Raw]) -> list[Raw]:
    """Return records without those that came again, in the order in which they came first."""
    seen: dict[tuple[bytes, bytes], Raw] = {}
    for record in records:
        headers = dict(record.headers)
        seen.setdefault((headers["ketnoi.key"], headers["ketnoi.ordinal"]), record)
    return list(seen.values())


def facts_in(rows: Iterable[Mapping[str, Any]]) -> dict[int, list[int]]:
    """Return the offsets of what took effect, in order; a batch's parts stand before its last."""
    facts: dict[int, list[int]] = defaultdict(list)
    parts: dict[tuple[str, str], list[int]] = {}
    for row in _in_order(rows):
        whole = (row["key"], row["correlation"])
        if row["outcome"] == "part":
            parts.setdefault(whole, []).append(row["offset"])
        elif row["outcome"] == "applied":
            facts[row["partition"]] += [*parts.pop(whole, ()), row["offset"]]
    return facts


def letters_in(rows: Iterable[Mapping[str, Any]]) -> dict[int, list[int]]:
    """Return the offsets of dead letters, in order."""
    letters: dict[int, list[int]] = defaultdict(list)
    for row in _in_order(rows):
        if row["outcome"] == "dead":
            letters[row["partition"]].append(row["offset"])
    return letters


def _in_order(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda row: (int(row["partition"]), int(row["offset"])))


def _is_through(outlet: Outlet, offsets: Mapping[int, Sequence[int]]) -> bool:
    return all(outlet.stands_at(p) > wanted[-1] for p, wanted in offsets.items() if wanted)


def ends(topic: Reader) -> list[int]:
    """Return where each partition of a topic ends."""
    return [topic.end(partition) for partition in range(PARTITIONS)]


def read(place: Place, topic: str) -> dict[int, list[Raw]]:
    """Return everything in a topic, by partition."""
    with closing(Reader(place.brokers, topic, 60.0)) as reader:
        return {p: reader.read_raw(Position(p, 0), _EVERYTHING) for p in range(PARTITIONS)}
