"""Builders: everything valid by default, one keyword makes the case; and an office to work in.

Companies are fictional and carry "Mẫu" in their names.
"""

from tests.builders.events import ORGANISER, act, event, records
from tests.builders.fairs import announce, details, period, settings
from tests.builders.moments import FAIR, FIRST_DAY, LAST_DAY, NOW, TODAY, Clock
from tests.builders.office import Office, Shortcuts, open_office
from tests.builders.pairs import accept, decline, scored, send
from tests.builders.papers import content, document, party, record, signature, signed
from tests.builders.profiles import distributor, holder, producer, product, seat, submit
from tests.builders.replica import Replica, rows_of, until

__all__ = [
    "FAIR",
    "FIRST_DAY",
    "LAST_DAY",
    "NOW",
    "ORGANISER",
    "TODAY",
    "Clock",
    "Office",
    "Replica",
    "Shortcuts",
    "accept",
    "act",
    "announce",
    "content",
    "decline",
    "details",
    "distributor",
    "document",
    "event",
    "holder",
    "open_office",
    "party",
    "period",
    "producer",
    "product",
    "record",
    "records",
    "rows_of",
    "scored",
    "seat",
    "send",
    "settings",
    "signature",
    "signed",
    "submit",
    "until",
]
