"""Turning untidy csv and xlsx lists into commands without losing a row.

Each kind of list has a room of its own (`fairs`, `agreements`, `registrations`); what they share
stands beside them: `reading` gets cells out of files, `columns` and `values` understand them,
`units` and `goods` know places and products, `recording` asks for what follows, `report` answers.
The command line and the import page call the three functions below.
"""

from api.imports.agreements import import_agreements
from api.imports.fairs import import_fairs
from api.imports.registrations import import_registrations
from api.imports.report import ImportReport, Issue
from api.imports.unusable import UnusableFile

__all__ = [
    "ImportReport",
    "Issue",
    "UnusableFile",
    "import_agreements",
    "import_fairs",
    "import_registrations",
]
