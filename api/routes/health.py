"""Whether the process works: alive, and ready to take acts."""

from dataclasses import dataclass

from api.answers import Json
from api.doors import Office
from api.routes.noun import Noun
from streams.domain.errors import Unavailable
from streams.runtime.inspection import last_ordinal

health = Noun("health")


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How far log and store are: per partition the next offset, and up to where it was applied."""

    log: tuple[int, ...] = ()
    store: tuple[int, ...] = ()


@health.ask("/health/alive", "health.read", Health)
def get_alive() -> Json:
    """Answer while the process runs; nothing is asked of log or store."""
    return Json(Health())


@health.ask("/health/ready", "health.read", Health)
def get_ready(office: Office) -> Json:
    """Answer when log and store can be read and the store is up to the log."""
    partitions = range(office.log.partitions)
    with office.reading() as connection:
        last_ordinal(connection, "org")
    store = tuple(office.progress.stands_at(p) for p in partitions)
    log = tuple(office.log.end(p) for p in partitions)
    if any(done < end for done, end in zip(store, log, strict=True)):
        raise Unavailable(
            "store_behind", "The store is behind its log. Try again in a few seconds."
        )
    return Json(Health(log=log, store=store))
