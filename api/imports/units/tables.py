"""The tables of units, read once."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from streams.domain.naming import normal_place

Table = Mapping[str, Mapping[str, str]]


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one table."""
    path = resources.files("api.imports.units") / f"{name}.csv"
    yield from csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())


@cache
def districts() -> Table:
    """Return the old districts: province → district → full name."""
    found: dict[str, dict[str, str]] = {}
    for row in rows("districts_old"):
        province = found.setdefault(normal_place(row["province"]), {})
        province[normal_place(row["name"])] = row["full_name"]
    return found


@cache
def hanoi_wards() -> Table:
    """Return Hà Nội's old communes and wards: district → commune → full name.

    Two lists are needed: some communes were joined on 1/1/2025, half a year before the rest.
    """
    found: dict[str, dict[str, str]] = {}
    for row in rows("hanoi_wards_old"):
        found.setdefault(normal_place(row["district"]), {})[normal_place(row["full_name"])] = row[
            "full_name"
        ]
    for row in rows("hanoi_old_to_new_mapping"):
        found.setdefault(normal_place(row["old_district"]), {})[normal_place(row["old_ward"])] = (
            row["old_ward"]
        )
    return found


@cache
def hanoi_successors() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return what became of Hà Nội's old communes: (district, commune) → full names, sorted."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows("hanoi_old_to_new_mapping"):
        old = normal_place(row["old_district"]), normal_place(row["old_ward"])
        found.setdefault(old, set()).add(row["new_name"])
    return {old: tuple(sorted(new)) for old, new in found.items()}


@cache
def hanoi_communes() -> Mapping[str, str]:
    """Return Hà Nội's new communes and wards: commune → full name."""
    return {normal_place(row["name"]): row["full_name"] for row in rows("hanoi_communes_new_126")}
