"""Compiling the kernel, and keeping what was compiled where that is possible.

Compiling takes some 20 seconds, loading what was kept 0.3. A read-only installation without a home
has nowhere to keep it; it compiles at each start, and `is_kept` says so.
"""

from typing import Any

from numba import njit

_unkept: set[str] = set()


def compiled(**options: Any) -> Any:
    """Compile a function when it is called first, as `numba.njit` with these options."""

    def decorate(function: Any) -> Any:
        try:
            return njit(cache=True, **options)(function)
        except RuntimeError:  # numba found no folder that it may write to
            _unkept.add(function.__qualname__)
            return njit(**options)(function)

    return decorate


def is_kept() -> bool:
    """Tell whether the next process finds what this one compiles; NUMBA_CACHE_DIR names a place."""
    return not _unkept
