"""All commands, gathered under the root; importing a noun declares its verbs."""

from api.cli import (
    agreement_steps,
    agreements,
    backup,
    demo,
    dlq,
    fairs,
    imports,
    match,
    others,
    pairs,
    registrations,
    report,
    serve,
    suggestions,
    upgrade,
    upkeep,
    worker,
)
from api.cli.root import root

__all__ = [
    "agreement_steps",
    "agreements",
    "backup",
    "demo",
    "dlq",
    "fairs",
    "imports",
    "match",
    "others",
    "pairs",
    "registrations",
    "report",
    "root",
    "serve",
    "suggestions",
    "upgrade",
    "upkeep",
    "worker",
]
