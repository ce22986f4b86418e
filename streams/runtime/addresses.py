"""What may stand in the settings as the address of a server, checked before anything connects.

A refusal never repeats an address: it may hold a password, or a part of one.
"""

import re

import psycopg
import sqlalchemy as sa
from psycopg.conninfo import make_conninfo

from streams.domain.errors import Malformed

_DRIVER = "postgresql+psycopg"
_SCHEMES = frozenset({"postgresql", _DRIVER})
_LARGEST_PORT = 65_535
_NAME = r"[A-Za-z0-9](?:[\w.-]*[\w.])?"
_SIX = r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%\w+)?"
_HOST = re.compile(rf"{_NAME}|{_SIX}|/.*", re.ASCII)
"""A name, an address of either family, or the folder of a socket."""
_BROKER = re.compile(rf"(?:{_NAME}|\[{_SIX}\]):([0-9]{{1,5}})", re.ASCII)


def database_address(text: str, password: str | None = None) -> str:
    """Return the address of a PostgreSQL database, with a password if one is given.

    Raises
    ------
    Malformed
        When it is none, or a part holds the sign U+0000, at which the driver stops reading.
    """
    try:
        url = sa.make_url(text)
        if password is not None:
            url = url.set(username=url.username or "", password=password)
        usable = url.drivername in _SCHEMES and url.port != 0 and _connects(url)
    except (sa.exc.ArgumentError, psycopg.ProgrammingError, ValueError):
        usable = False
    if not usable:
        raise Malformed(
            "no_database_address",
            "KETNOI_POSTGRES is no address of a database. Write "
            "postgresql://user@host:port/database; other signs of a password as %40 and the like.",
        )
    return url.render_as_string(hide_password=False)


def _connects(url: sa.URL) -> bool:
    """Whether the driver would be told what is meant; raises what it says of unknown options."""
    url = url.set(drivername=_DRIVER)
    _, told = url.get_dialect()().create_connect_args(url)
    make_conninfo(**told)
    written = b"".join(str(value).encode() for value in told.values())
    hosts = str(told.get("host", "")).split(",")
    ports = str(told.get("port", "")).split(",")
    return (
        b"\0" not in written
        and all(not host or _HOST.fullmatch(host) for host in hosts)
        and all(not port or _is_port(port) for port in ports)
    )


def broker_addresses(text: str) -> str:
    """Return addresses of brokers, separated by commas and by nothing else.

    Raises
    ------
    Malformed
        When one of them is none.
    """
    addresses = [address.strip() for address in text.split(",")]
    found = [_BROKER.fullmatch(address) for address in addresses]
    if not all(one and _is_port(one[1]) for one in found):
        raise Malformed(
            "no_broker_addresses",
            "KETNOI_KAFKA is no list of addresses. Write host:port, separated by commas.",
        )
    return ",".join(addresses)


def _is_port(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text) <= _LARGEST_PORT
