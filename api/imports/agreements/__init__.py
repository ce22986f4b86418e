"""Registers of agreements: one row is one paper, recorded in the state it has."""

from api.imports.agreements.importing import import_agreements

__all__ = ["import_agreements"]
