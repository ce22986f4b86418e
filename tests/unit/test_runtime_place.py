"""Where an installation is: what the settings may say of it, and what is refused unrepeated."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from streams.domain.errors import Malformed
from streams.runtime.place import Place, place_of
from streams.runtime.settings import Settings

KAFKA = "127.0.0.1:9092"
POSTGRES = "postgresql://k@127.0.0.1:5432/x"


def place(kafka: str = KAFKA, postgres: str = POSTGRES, secret: str | Path = "") -> Place:
    settings = Settings(kafka=kafka, postgres=postgres, postgres_secret=str(secret))
    found = place_of(settings, Path("data"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    "address",
    [
        "x",
        " ",
        "127.0.0.1:55519",
        "postgresql://h:notaport/x",
        "postgresql://h:0/x",
        "postgresql://h:65536/x",
        "postgresql://k:p@[::1/x",
        "postgresql://k@h/x?nonsense=1",
        "postgresql://k@h/x?port=y",
        "postgresql://k@/x?host=h:65536",
        "postgresql://ketnoi:S3@cret@127.0.0.1:1/x",
        "postgresql://k:p%00q@h/x",
        "postgresql://k:\udcff@h/x",
        "postgresql://k@h i/x",
        "postgresql+asyncpg://k@h/x",
        "mysql://k@h/x",
        "sqlite:////x",
    ],
)
def test_address_that_is_none_of_a_database_is_refused_unrepeated(address: str) -> None:
    with pytest.raises(Malformed) as error:
        place(postgres=address)

    assert (error.value.code, error.value.params) == ("no_database_address", {})


@pytest.mark.parametrize(
    "address",
    [
        POSTGRES,
        "postgresql+psycopg://k@h/x",
        "postgresql://k:S3%40cret@db_1.example:5432/x",
        "postgresql://k:a/b#c@[::1]:5432/x",
        "postgresql://k@h/x?sslmode=require",
        "postgresql:///x?host=/var/run/postgresql",
        "postgresql://k@/x?host=a:1&host=b:2",
    ],
)
def test_address_of_a_database_stays_what_it_means(address: str) -> None:
    assert sa.make_url(place(postgres=address).database) == sa.make_url(address)


@pytest.mark.parametrize("password", ["S3@cret", "a/b?c#d:e", "%40", "mật khẩu", "x\ty", ""])
def test_password_is_the_first_line_of_its_file(tmp_path: Path, password: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"{password}\nsecond", encoding="utf-8")

    found = sa.make_url(place(postgres="postgresql://k:old@[::1]:5/x", secret=secret).database)

    assert (found.username, found.password, found.host, found.port) == ("k", password, "::1", 5)


@pytest.mark.parametrize("content", [None, b"\xff", b"se\0cret"], ids=str)
def test_password_file_that_holds_no_text_is_refused(tmp_path: Path, content: bytes | None) -> None:
    secret = tmp_path / "secret"
    if content is not None:
        secret.write_bytes(content)

    with pytest.raises(Malformed) as error:
        place(secret=secret)

    assert error.value.code == "no_password"


@pytest.mark.parametrize(
    "addresses",
    [
        "127.0.0.1:abc",
        "127.0.0.1",
        ":",
        ":9092",
        "[::1",
        "[::1]",
        "::1:9092",
        "127.0.0.1:0",
        "127.0.0.1:65536",
        "127.0.0.1:50401/postgres",
        f"{KAFKA},",
        f"{KAFKA};{KAFKA}",
        f"k:p@{KAFKA}",
    ],
)
def test_addresses_that_are_none_of_brokers_are_refused_unrepeated(addresses: str) -> None:
    with pytest.raises(Malformed) as error:
        place(kafka=addresses)

    assert (error.value.code, error.value.params) == ("no_broker_addresses", {})


@pytest.mark.parametrize("addresses", [KAFKA, f"{KAFKA},kafka-2.example:1", "[::1]:9092"])
def test_addresses_of_brokers_are_taken_without_spaces(addresses: str) -> None:
    assert place(kafka=addresses.replace(",", " , ")).brokers == addresses
