"""Whether a process lives, which is to say goes on, and whether it serves.

A process that waits for its log or its store lives: to start it anew would not help.
"""

import time
from dataclasses import dataclass

from streams.runtime.ops.process import Process
from streams.runtime.ops.sampling import Sample

_TOO_OLD = 15.0
"""Seconds without a word of log and store after which nothing is known of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why it is not so; `code` is stable."""

    code: str
    text: str


def reasons_not_alive(process: Process) -> list[Reason]:
    """Return which parts hang; none while all go round."""
    now = time.monotonic()
    silent = [(pulse, now - pulse.last()) for pulse in process.pulses]
    return [
        Reason(
            code="stands_still",
            text=f"the {pulse.part} has not gone round for {seconds:.0f} s",
        )
        for pulse, seconds in silent
        if seconds > pulse.bound
    ]


def reasons_not_ready(process: Process, sample: Sample) -> list[Reason]:
    """Return what keeps a process from serving; none while it serves."""
    reasons = reasons_not_alive(process)
    reasons += [
        Reason(code="starting", text=f"the {pulse.part} has not begun yet")
        for pulse in process.pulses
        if not pulse.has_begun()
    ]
    if sample.log_fault:
        reasons.append(Reason(code="log_unreachable", text=f"the log: {sample.log_fault}"))
    if sample.store_fault:
        reasons.append(Reason(code="store_unreachable", text=f"the store: {sample.store_fault}"))
    age = time.monotonic() - sample.taken_at
    if age > _TOO_OLD:
        text = f"log or store have not answered for {age:.0f} s"
        reasons.append(Reason(code="no_answer", text=text))
    if not process.partitions:
        text = "no partition is assigned to this worker"
        reasons.append(Reason(code="no_assignment", text=text))
    reasons += [
        Reason(
            code="newer_version",
            text=f"partition {partition} stands before a record of a newer version: "
            "upgrade this worker",
        )
        for partition in process.stopped
    ]
    return reasons
