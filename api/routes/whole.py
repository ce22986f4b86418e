"""States as programs read them: every field is there, whether it was stated or not."""

from typing import Any

import msgspec


def whole(value: Any) -> Any:
    """Return a value of the record as plain values, with the fields that its bytes leave out."""
    if isinstance(value, msgspec.Struct):
        config = value.__struct_config__
        tagged = {config.tag_field: config.tag} if config.tag_field else {}
        fields = {name: whole(getattr(value, name)) for name in value.__struct_fields__}
        return {**tagged, **fields}
    if isinstance(value, tuple | list):
        return [whole(one) for one in value]
    return value
