"""Copy what the pages take from others into `static/vendor/`: `python -m api.web.vendor`.

npm fetches the locked versions into a temporary folder and checks their digests; the files named
here are copied with their licences, and `manifest.json` says of each where it comes from and what
it holds. Two runs of the same lock write the same bytes.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from api.web.vendor.prune import patterns_in, without

_HERE = Path(__file__).parent
_TARGET = _HERE.parent / "static" / "vendor"
_TEXT = {".css", ".js"}
_SOURCE_MAP = re.compile(r"\s*(?:/\*|//)# sourceMappingURL=\S+(?:\s*\*/)?\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One package: what is taken from it, under which licence, and where its text stands."""

    name: str
    files: tuple[str, ...]
    licence: str  # SPDX; what a package says of itself need not be
    licence_text: str | None = "LICENSE"  # None: it brings none, ours is used
    pruned: bool = False


PACKAGES = (
    Package(
        name="@fontsource-variable/inter",
        files=(
            "files/inter-latin-wght-normal.woff2",
            "files/inter-vietnamese-wght-normal.woff2",
        ),
        licence="OFL-1.1",
    ),
    Package(
        name="@tabler/core",
        files=("dist/css/tabler.min.css",),
        licence="MIT",
        licence_text=None,
        pruned=True,
    ),
    Package(
        name="htmx.org",
        files=("dist/htmx.min.js", "dist/ext/hx-sse.min.js"),
        licence="0BSD",
    ),
)


def copy(npm: str) -> list[dict[str, object]]:
    """Fill the folder anew and return the manifest's lines."""
    shutil.rmtree(_TARGET, ignore_errors=True)
    _TARGET.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(_HERE / name, folder)
        subprocess.run(  # noqa: S603 -- npm as found on PATH, arguments all literal
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=folder,
            check=True,
            stdout=sys.stderr,
        )
        installed = Path(folder, "node_modules")
        lines = [line for package in PACKAGES for line in _taken(package, installed / package.name)]
    text = json.dumps(lines, indent=2) + "\n"
    (_TARGET / "manifest.json").write_text(text, encoding="utf-8")
    return lines


def _taken(package: Package, folder: Path) -> list[dict[str, object]]:
    version = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
    ours = f"{package.name.strip('@').replace('/', '-')}.LICENSE"
    lines = []
    for source in (*package.files, package.licence_text):
        if source in package.files:
            content = _cleaned((folder / source).read_bytes(), Path(source), pruned=package.pruned)
            name = Path(source).name
        else:
            content, name = (folder / source if source else _HERE / ours).read_bytes(), ours
        (_TARGET / name).write_bytes(content)
        lines.append(
            {
                "file": name,
                "package": package.name,
                "version": version,
                "licence": package.licence,
                "source": source,
                "pruned": package.pruned and source in package.files,
                "sha256": hashlib.sha256(content).hexdigest(),
                "bytes": len(content),
            }
        )
    return lines


def _cleaned(content: bytes, source: Path, *, pruned: bool) -> bytes:
    """Drop the address of a source map that is not served, and what no page draws."""
    if source.suffix not in _TEXT:
        return content
    text = _SOURCE_MAP.sub("\n", content.decode())
    return (without(text, patterns_in(_HERE / "left_out.txt")) if pruned else text).encode()


if __name__ == "__main__":
    found = shutil.which("npm")
    if found is None:
        sys.exit("npm is not on PATH; install Node.js 20 or newer and start again.")
    for line in copy(found):
        sys.stdout.write(f"{line['file']} {line['version']} {line['bytes']}\n")
