"""Lists of fairs: announced as they are, those of the past as held."""

from api.imports.fairs.importing import import_fairs

__all__ = ["import_fairs"]
