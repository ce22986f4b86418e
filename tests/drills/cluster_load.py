"""The load of the cluster drill: the callers of the crash drill, on Kafka and PostgreSQL."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from streams.domain.errors import Unavailable
from streams.runtime.cluster import Cluster
from streams.runtime.place import Place
from tests.builders import Clock, Shortcuts, announce, period
from tests.drills.load import acknowledge, call


class ClusterOffice(Shortcuts, Cluster):
    """An open installation of the production shape."""


def main(brokers: str, database: str, documents: str, run: int) -> None:
    """Work until somebody kills this process; wait where nothing answers yet."""
    place = Place(brokers=brokers, database=database, documents=Path(documents))
    office = None
    while office is None:
        try:
            office = ClusterOffice(place, clock=Clock(datetime.now(UTC)))
        except Unavailable:
            continue
    announced = announce(planned=period(last=datetime(2099, 1, 1, tzinfo=UTC).date()))
    while True:
        try:
            done = office.execute(office.ask(announced, key="announce"), announced)
        except Unavailable:
            continue
        acknowledge(done.event, done.type)
        call(office, run)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
