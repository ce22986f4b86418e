"""The errors of b-matching: one small tree, each a sentence with a remedy and a stable code."""

from collections.abc import Iterable, Sequence

from matching.bmatching.faults import Fault

#: Faults spelled out in the text of an error; `ProblemError.faults` always holds all of them.
SHOWN_FAULTS = 5


class MatchingError(Exception):
    """Root of the tree; `code` is stable, the text is not."""

    code = "matching_error"


class ProblemError(MatchingError, ValueError):
    """The input is not a problem; `faults` says everything that is wrong with it."""

    code = "problem_faulty"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        lines = [str(fault) for fault in self.faults[:SHOWN_FAULTS]]
        if len(self.faults) > SHOWN_FAULTS:
            lines.append(f"and {len(self.faults) - SHOWN_FAULTS} more faults")
        super().__init__("\n".join(lines))


class SolverError(MatchingError):
    """The flow solver gave up; nothing was decided."""

    code = "solver_failed"

    def __init__(self, status: str) -> None:
        super().__init__(
            f"SimpleMinCostFlow ended with {status}, not OPTIMAL. Every problem has an optimum "
            "(the empty set is feasible), so this is a defect: report the problem file."
        )


class NotOptimalError(MatchingError):
    """A set of pairs for which no prices exist, or which the checker refuses."""

    code = "not_optimal"

    def __init__(self, reasons: Iterable[str]) -> None:
        super().__init__(
            f"The set of pairs is not optimal: {'; '.join(reasons)}. Solve the problem again."
        )


class UnknownMethodError(MatchingError, ValueError):
    """No solver of that name."""

    code = "method_unknown"

    def __init__(self, method: str, known: Iterable[str]) -> None:
        super().__init__(f"No method {method!r}; choose one of {', '.join(sorted(known))}.")
