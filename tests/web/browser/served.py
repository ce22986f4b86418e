"""A console to visit: the application on an open office, served from a thread of this process."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from api.app import build_app
from api.demo.clock import StoryClock
from api.demo.hand import Hand
from api.demo.signing import meet_and_sign
from api.demo.story import FAIR, UNTIL_ANSWERED, Story
from api.serving import Server, bound
from streams.domain.days import local_day
from streams.runtime.embedded import Embedded
from streams.store.queries.suggestions import suggestions_of
from tests.builders import NOW, Clock

Moment = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One console: where it is, what stands behind it, and its clock."""

    address: str
    office: Embedded
    clock: Clock


def tell(folder: Path) -> None:
    """Fill a folder with the demo as it stands when somebody opens it, at `NOW`; one paper more."""
    clock = StoryClock(NOW - UNTIL_ANSWERED)
    with Embedded(folder, clock=clock) as office:
        hand = Hand(office, clock, FAIR)
        story = Story(hand, local_day(NOW) + timedelta(days=21))
        story.tell_until_answered(lambda _done, _total: None)
        with office.reading() as connection:
            rows = suggestions_of(connection, FAIR, office.clock())
        agreed = next(row for row in rows if row.status == "agreed")
        meet_and_sign(hand, agreed, 1, story.forms)


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve a folder, reactions at work, until left."""
    clock = Clock()
    with bound(0) as listener, Embedded(folder, clock=clock) as office:
        office.start()
        server = Server(build_app(office, is_demo=True))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.start()
        try:
            yield Served(address=address, office=office, clock=clock)
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def served_copy(of: Path, folder: Path) -> Iterator[Served]:
    """Serve a copy of a filled folder, for a test that changes something."""
    shutil.copytree(of, folder, dirs_exist_ok=True)
    with served(folder) as console:
        yield console
