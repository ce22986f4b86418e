"""The one base of every value on the log and in the store: frozen, keyword-only, JSON by msgspec.

Facts, states and the values inside them are `Value`s, because the same declaration is the type the
code reads, the decoder of the log and the source of the frozen JSON Schemas: there is no second
definition of any event. Fields at their default are left out of the bytes, so a field may be added
later with a default and older records still read the same.
"""

from datetime import datetime
from typing import Annotated, Any, Self, dataclass_transform

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment in a fact: it must state its zone, or two machines would read two moments."""


class _ValueMeta(msgspec.StructMeta):
    """Makes every subclass keyword-only; msgspec does not inherit that option by itself."""

    def __new__(
        mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any
    ) -> "_ValueMeta":
        options.setdefault("kw_only", True)
        return super().__new__(mcs, name, bases, namespace, **options)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(msgspec.field,))
class Value(msgspec.Struct, metaclass=_ValueMeta, frozen=True, omit_defaults=True, gc=False):
    """A frozen, keyword-only value that encodes to JSON without its defaults.

    Values are trees, never cycles, so the garbage collector need not visit them (`gc=False`).
    """

    def but(self, **changes: Any) -> Self:
        """Return this value with some fields replaced.

        Raises
        ------
        TypeError
            For a name that is no field.
        """
        return msgspec.structs.replace(self, **changes)
