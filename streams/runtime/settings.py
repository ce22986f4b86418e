"""Every setting of the program, once: name, type, default and what it is for.

Nothing else reads the environment. An unknown variable that begins with `KETNOI_` is an error,
because a misspelt setting that is silently ignored costs an evening. `docs/settings.md` is
generated from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, Literal, cast, get_args, get_type_hints

import msgspec

from streams.domain.errors import Malformed

PREFIX = "KETNOI_"
Language = Literal["vi", "en"]
Logs = Literal["json", "text"]
MOST_REPLICAS = 32_767
"""The largest number that Kafka's requests can hold."""
Replicas = Annotated[int, msgspec.Meta(ge=1, le=MOST_REPLICAS)]


class BadSetting(Malformed):
    """A variable that is unknown, or whose value cannot be meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one process."""

    data: str = field(
        default="",
        metadata={
            "doc": "The data folder; `--data` goes before it. Where neither is given it is "
            "`./ketnoi-data`, for the demo `./ketnoi-demo`."
        },
    )
    lang: Language = field(
        default="vi", metadata={"doc": "Language of what people read; `--lang` goes before it."}
    )
    actor: str = field(
        default="organiser",
        metadata={"doc": "Who acts on the command line; `--actor` goes before it."},
    )

    kafka: str = field(
        default="",
        metadata={
            "doc": "Addresses of Kafka, `host:port`, separated by commas: the production shape, "
            "together with `KETNOI_POSTGRES`. Where neither is given everything is in the data "
            "folder."
        },
    )
    postgres: str = field(
        default="",
        metadata={
            "doc": "The PostgreSQL database, `postgresql://user:password@host:port/database`."
        },
    )
    postgres_secret: str = field(
        default="",
        metadata={"doc": "A file whose first line is the password for the PostgreSQL database."},
    )
    kafka_replicas: Replicas = field(
        default=1,
        metadata={
            "doc": "Copies of each record that Kafka keeps: 1 on one broker, 3 on a cluster, "
            "never more than there are brokers."
        },
    )

    console_in_container: bool = field(
        default=False,
        metadata={
            "doc": "Lets the console and the operator's port listen on every address inside a "
            "container, whose ports are published on 127.0.0.1 only, if at all."
        },
    )
    logs: Logs = field(
        default="text",
        metadata={
            "doc": "How log lines are written to standard error: as text, or one JSON document a "
            "line."
        },
    )

    @property
    def folder(self) -> Path:
        """The data folder as a path."""
        return Path(self.data)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from an environment.

    Raises
    ------
    BadSetting
        With the variable and what may stand there.
    """
    types = get_type_hints(Settings, include_extras=True)
    known = {PREFIX + setting.name.upper(): setting.name for setting in fields(Settings)}
    given: dict[str, object] = {}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        if variable not in known:
            raise BadSetting(
                "unknown_setting",
                "{variable} is no setting. Correct its name, or take it away. The settings are "
                "{known}.",
                variable=variable,
                known=", ".join(sorted(known)),
            )
        name = known[variable]
        try:
            given[name] = cast("object", msgspec.convert(text, types[name], strict=False))
        except msgspec.ValidationError:
            raise _unmeant(variable, text, types[name]) from None
    return Settings(**given)  # type: ignore[arg-type]


def _unmeant(variable: str, text: str, kind: Any) -> BadSetting:
    """Return the refusal of a value, with what may stand there."""
    given = f"{variable}={text!r}"
    if kind is Replicas:
        return BadSetting(
            "bad_setting",
            "{given} cannot be meant. Write a whole number from {least} to {most}.",
            given=given,
            least=1,
            most=MOST_REPLICAS,
        )
    allowed = ("false", "true") if kind is bool else get_args(kind)
    return BadSetting(
        "bad_setting",
        "{given} cannot be meant. Write one of these: {allowed}.",
        given=given,
        allowed=", ".join(allowed),
    )
