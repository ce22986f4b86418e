"""`python -m tests.golden [--force]`: write the frozen files that are missing."""

import sys

from tests.golden.samples import files


def main(arguments: list[str]) -> int:
    """Write what is missing; name what would change, and change it with `--force` alone."""
    force = arguments == ["--force"]
    if arguments and not force:
        print("usage: python -m tests.golden [--force]", file=sys.stderr)
        return 2
    frozen = 0
    for path, content in files().items():
        known = path.read_bytes() if path.exists() else None
        if known == content:
            continue
        if known is not None and not force:
            print(f"{path} is frozen and would change; add a new version", file=sys.stderr)
            frozen += 1
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(path)
    return 1 if frozen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
