"""What is served from others is what the lock names, complete, licensed and asks nobody else."""

import hashlib
import json
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

import api.web.vendor
from api.web.vendor.prune import class_names, patterns_in, without

VENDOR = Path(api.web.vendor.__file__).parent
FOLDER = VENDOR.parent / "static" / "vendor"
MANIFEST: list[dict[str, Any]] = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
LOCK: dict[str, Any] = json.loads((VENDOR / "package-lock.json").read_text("utf-8"))
TEXTS = sorted(line["file"] for line in MANIFEST if line["file"].endswith((".css", ".js")))


@pytest.mark.parametrize("line", MANIFEST, ids=lambda line: str(line["file"]))
def test_file_is_what_the_manifest_says(line: dict[str, Any]) -> None:
    content = (FOLDER / line["file"]).read_bytes()

    assert hashlib.sha256(content).hexdigest() == line["sha256"]
    assert len(content) == line["bytes"]


def test_folder_holds_the_manifest_and_nothing_else() -> None:
    listed = [line["file"] for line in MANIFEST]

    assert sorted(path.name for path in FOLDER.iterdir()) == sorted([*listed, "manifest.json"])


def test_every_package_brings_its_licence() -> None:
    licensed = {line["package"] for line in MANIFEST if line["file"].endswith(".LICENSE")}

    assert licensed == {line["package"] for line in MANIFEST}
    assert {line["licence"] for line in MANIFEST} == {"0BSD", "MIT", "OFL-1.1"}


def test_versions_are_those_of_the_lock() -> None:
    wanted = json.loads((VENDOR / "package.json").read_text("utf-8"))["dependencies"]
    locked = {name: LOCK["packages"][f"node_modules/{name}"]["version"] for name in wanted}

    assert locked == wanted
    assert {line["package"]: line["version"] for line in MANIFEST} == wanted


def test_lock_names_digests_and_no_address() -> None:
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}

    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


@pytest.mark.parametrize("name", TEXTS)
def test_text_asks_no_other_address(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    addresses = re.findall(r"url\(\s*[\"']?([^\"')\s]{1,80})", text)

    assert [address for address in addresses if not address.startswith("data:")] == []
    assert "@import" not in text
    assert "sourceMappingURL" not in text
    assert re.findall(r"(?:fetch|import|importScripts)\(\s*[\"'`]https?:", text) == []


def test_stylesheet_is_without_what_is_left_out_and_holds_the_rest() -> None:
    patterns = patterns_in(VENDOR / "left_out.txt")
    names = class_names((FOLDER / "tabler.min.css").read_text("utf-8"))
    basic = {"alert", "badge", "btn", "card", "dropdown-menu", "form-control", "nav-tabs", "page"}

    assert [n for n in names if any(fnmatchcase(n, pattern) for pattern in patterns)] == []
    assert basic <= names


def test_pruning_keeps_every_byte_of_what_stays() -> None:
    css = (
        '@charset "UTF-8";/*! who; {made} it */:root{--a:url("data:x,{};")}'
        ".a,.old>b,.c:not(.old){color:red}.old-one{color:red}"
        "@media print{.old{x:y}}@media (min-width:1px){.w-1\\/2{x:y}.old{x:y}}"
        "@keyframes spin{to{x:y}}@keyframes old-turn{to{x:y}}.a{animation:spin 1s}"
    )

    assert without(css, ()) == css.replace("@keyframes old-turn{to{x:y}}", "")
    assert without(css, ("old", "old-*")) == (
        '@charset "UTF-8";/*! who; {made} it */:root{--a:url("data:x,{};")}'
        ".a,.c:not(.old){color:red}"
        "@media (min-width:1px){.w-1\\/2{x:y}}"
        "@keyframes spin{to{x:y}}.a{animation:spin 1s}"
    )
