"""What stands in the files of a folder."""

from pathlib import Path


def files_with(path: Path, text: str) -> set[str]:
    """Return the names of the files in which a text stands in any case, journals included."""
    wanted = text.encode().lower()
    return {
        str(file.relative_to(path))
        for file in path.rglob("*")
        if file.is_file() and wanted in file.read_bytes().lower()
    }
