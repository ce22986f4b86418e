"""The load of the crash drill: registrations and signatures, each acknowledged on standard output.

A line is written with one system call after the command was answered, so whatever stands there was
acknowledged before the process died, and nothing is held back in a buffer.
"""

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from streams.domain.agreements.commands import (
    ConfirmAgreement,
    DraftAgreement,
    ProposeAgreement,
    SignAgreement,
)
from streams.domain.agreements.state import Agreement
from streams.domain.command import Command
from streams.domain.errors import Conflict, Unavailable
from streams.domain.registrations.commands import ReviseRegistration
from streams.runtime.embedded import Embedded
from tests.builders import (
    FAIR,
    TODAY,
    Clock,
    Office,
    Shortcuts,
    announce,
    content,
    holder,
    period,
    producer,
    record,
    signature,
    signed,
    submit,
)

CALLERS = 4
_BREATH = 0.05


def acknowledge(event: str, kind: str) -> None:
    """Say that an event was acknowledged."""
    os.write(sys.stdout.fileno(), f"{event} {kind}\n".encode())


def work(office: Shortcuts, run: int, caller: int, stop: threading.Event) -> None:
    """Send again what the last run sent, then register, revise, record and sign until the end."""
    names = chain(
        (f"{run - 1}x{caller}x{number}" for number in range(1, 4) if run),
        (f"{run}x{caller}x{number}" for number in count(1)),
    )
    for name in names:
        if stop.is_set():
            return
        for command, key in commands(office, name):
            try:
                done = office.do(command, key=key, private=person(name))
            except Conflict:
                continue
            except Unavailable:  # not known to be recorded: the same again, later
                stop.wait(_BREATH)
                continue
            acknowledge(done.event, done.type)


def person(name: str) -> dict[str, str]:
    """Return what must stay private."""
    return {"name": f"Nguyễn Văn Mẫu {name}"}


def commands(office: Shortcuts, name: str, fair: str = FAIR) -> Iterator[tuple[Command, str]]:
    """Yield one round of commands with their idempotency keys; equal names, equal commands."""
    entering = office.ask(submit(fair=fair), key=f"submit {name}")
    contact = entering.keep(**person(name))
    who = holder(f"HTX Mẫu {name}", contact_ref=contact)
    yield submit(f"r-{name}", producer(holder=who), fair=fair), f"submit {name}"
    revised = producer(holder=who, places=5)
    yield (
        ReviseRegistration(fair=fair, registration=f"r-{name}", profile=revised),
        f"revise {name}",
    )
    yield submit("r-shared", producer("HTX Mẫu Chung"), fair=fair), f"shared {name}"
    yield record(f"a-{name}", signed(f"{name}/BBGN"), fair=fair), f"record {name}"
    draft = DraftAgreement(fair=fair, content=content(f"D {name}"))
    yield draft, f"draft {name}"
    paper = office.ask(draft, key=f"draft {name}").act.new_id("a")
    found = office.state(Agreement, paper, key=fair)
    if found is None:
        return
    yield ProposeAgreement(fair=fair, agreement=paper), f"propose {name}"
    first = ConfirmAgreement(fair=fair, agreement=paper, party=0, digest=found.digest)
    yield first, f"confirm {name}"
    second = (signature(1),)
    yield (
        SignAgreement(fair=fair, agreement=paper, signatures=second, signed_on=TODAY),
        f"sign {name}",
    )


def main(path: Path, run: int, careless: Sequence[str] = ()) -> None:
    """Work on a folder until somebody kills this process; what is `careless` is not flushed."""
    office = Office(path, clock=Clock(datetime.now(UTC)), durable="log" not in careless)
    if "private" in careless:
        office.keeper._writer.connection.cursor().execute("PRAGMA synchronous = OFF")
    announced = announce(planned=period(last=datetime(2099, 1, 1, tzinfo=UTC).date()))
    done = Embedded.execute(office, office.ask(announced, key="announce"), announced)
    acknowledge(done.event, done.type)
    office.start()
    call(office, run)


def call(office: Shortcuts, run: int) -> None:
    """Work with several callers until somebody kills this process."""
    stop = threading.Event()
    callers = [
        threading.Thread(target=work, args=(office, run, caller, stop), daemon=True)
        for caller in range(CALLERS)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
