"""Compiling the kernel, and keeping what was compiled where that is possible.

Compiling takes some 20 seconds, loading what was kept 0.3. A read-only installation without a home
has nowhere to keep it; it compiles at each start, and `is_kept` says so.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])
_unkept: set[str] = set()


def compiled(**options: Any) -> Callable[[Function], Function]:
    """Compile a function when it is called first, as `numba.njit` with these options."""

    def decorate(function: Function) -> Function:
        try:
            made: Function = njit(cache=True, **options)(function)
        except RuntimeError:  # numba found no folder that it may write to
            _unkept.add(function.__qualname__)
            made = njit(**options)(function)
        return made

    return decorate


def is_kept() -> bool:
    """Tell whether the next process finds what this one compiles; NUMBA_CACHE_DIR names a place."""
    return not _unkept
