"""The field's closed vocabularies, as they stand on the log.

Codes are English; the words people read are in the catalogues of `api/`. The sources of every list
are the national criteria (decision 148/QĐ-TTg of 24/02/2023) and the working rules of the field;
see `docs/events.md`. Adding a code is a compatible change, removing one never is.
"""

from typing import Literal

FairKind = Literal["fair", "trade_week", "seminar", "conference", "ceremony"]
OrganiserRole = Literal["directing", "leading", "executing", "coordinating"]

ProducerKind = Literal["cooperative", "company", "household", "cooperative_group", "unknown"]
DistributorKind = Literal[
    "supermarket_chain",
    "convenience_chain",
    "shopping_centre",
    "wholesale_market",
    "safe_food_shop",
    "craft_shop",
    "ocop_point",
    "ecommerce",
    "online_seller",
    "exporter",
    "horeca",
    "caterer",
    "travel",
    "unknown",
]
PartyRole = Literal["producer", "distributor", "province", "department", "other"]
Side = Literal["producer", "distributor"]
Asker = Literal["producer", "distributor", "organiser"]

NATURAL_PERSONS: frozenset[str] = frozenset({"household", "cooperative_group", "unknown"})
"""Producer kinds whose name, address, phone and tax number identify a natural person.

An unknown kind is treated as a household until stated."""

PaperCode = Literal[
    "ocop_certificate",
    "food_safety",
    "haccp",
    "iso22000",
    "gmp",
    "self_declaration",
    "vietgap",
    "globalgap",
    "organic",
    "barcode",
    "vat_invoice",
    "alcohol_licence",
    "medicine_licence",
]

AgreementKind = Literal[
    "memorandum",
    "cooperation_minutes",
    "framework_contract",
    "sales_contract",
    "purchase_order",
    "region_cooperation",
]
AgreementSubject = Literal["product_consumption", "other"]
Authority = Literal["legal_representative", "letter_seen", "pending", "unstated"]
EvidenceLevel = Literal["E0", "E1", "E2", "E3", "E4"]
NonPerformance = Literal[
    "scale",
    "product_criteria",
    "discount",
    "payment_terms",
    "papers_lapsed",
    "price",
    "logistics",
    "no_contact",
    "other",
]
VoidReason = Literal[
    "signed_by_mistake", "not_performed", "discount", "product_criteria", "no_authority", "other"
]
DeclineReason = Literal[
    "category", "volume", "price", "terms", "papers", "distance", "already_working", "time", "other"
]
WithdrawalReason = Literal["cannot_come", "no_stock", "duplicate", "not_qualified", "other"]
PairReason = Literal[
    "asked_by_a_side", "already_working", "conflict_of_interest", "same_owner", "priority", "other"
]
Outcome = Literal["sign_today", "sample_or_quote", "keep_contact", "no_fit"]
Exactness = Literal["exact", "at_least", "about", "range", "unknown"]
Origin = Literal["own", "import"]
Channel = Literal["own", "phone", "desk", "list", "import"]

PRODUCT_SETS = range(1, 27)
"""The 26 product sets of decision 148/QĐ-TTg."""

_GROUP_ENDS = ((13, 1), (17, 2), (20, 3), (22, 4), (25, 5), (26, 6))


def product_group(product_set: int) -> int:
    """Return the group (1 to 6) of a product set (1 to 26).

    Raises
    ------
    ValueError
        For a number that is no product set.
    """
    if product_set in PRODUCT_SETS:
        return next(group for last, group in _GROUP_ENDS if product_set <= last)
    raise ValueError(f"{product_set} is no product set; the sets are 1 to 26")


def sets_of_group(group: int) -> tuple[int, ...]:
    """Return the product sets of a group, in order; empty for a number that is no group."""
    return tuple(s for s in PRODUCT_SETS if product_group(s) == group)
