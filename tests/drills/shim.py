"""Small libraries that are preloaded into a process, and take the place of a bad disk."""

import subprocess
from pathlib import Path

_COMPILER = ("cc", "-O2", "-fPIC", "-shared", "-Wall", "-Wextra", "-Werror")


def compiled(name: str, tools: Path) -> Path:
    """Compile a library of this folder into a folder for tools, and return where it is."""
    library = tools / f"{name}.so"
    source = Path(__file__).with_name(f"{name}.c")
    subprocess.run([*_COMPILER, "-o", str(library), str(source), "-ldl"], check=True)
    return library
