"""Lists of producers and distributors: many rows become one registration per company."""

from api.imports.registrations.importing import import_registrations

__all__ = ["import_registrations"]
