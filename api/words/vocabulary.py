"""The words of the field's codes, singular, as they stand in a line; English originals.

One table for all vocabularies, because a code means the same wherever it stands; the tests check
that every code of `streams.domain.vocabulary` has a word.
"""

from collections.abc import Mapping

from api.words.language import tr


def word(code: str | None) -> str:
    """Return the word of a code in the language of the moment; unknown codes stand as they are."""
    if not code:
        return tr("unknown")
    return tr(WORDS[code]) if code in WORDS else code


WORDS: Mapping[str, str] = {
    "accepted": "accepted",
    "admitted": "admitted",
    "agreed": "agreed",
    "alcohol_licence": "alcohol licence",
    "announced": "announced",
    "authority_pending": "authority pending",
    "barcode": "barcode",
    "caterer": "caterer",
    "ceremony": "ceremony",
    "closed": "closed",
    "company": "company",
    "conference": "conference",
    "convenience_chain": "convenience chain",
    "cooperation_minutes": "cooperation minutes",
    "cooperative": "cooperative",
    "cooperative_group": "cooperative group",
    "craft_shop": "craft shop",
    "declined": "declined",
    "department": "department",
    "distributor": "distributor",
    "distributor_kind": "distributor kind",
    "draft": "draft",
    "ecommerce": "e-commerce floor",
    "evidence": "evidence level",
    "exporter": "exporter",
    "fair": "fair",
    "food_safety": "food-safety paper",
    "forbidden": "ruled out",
    "framework_contract": "framework contract",
    "globalgap": "GlobalGAP",
    "gmp": "GMP",
    "haccp": "HACCP",
    "held": "held",
    "horeca": "restaurants and hotels",
    "household": "household business",
    "iso22000": "ISO 22000",
    "lapsed": "lapsed",
    "medicine_licence": "medicine licence",
    "memorandum": "memorandum",
    "merged": "merged",
    "missed": "missed",
    "month": "month",
    "not_signed": "signatures missing",
    "not_yet": "signed later",
    "ocop_certificate": "OCOP certificate",
    "ocop_point": "OCOP point",
    "online_seller": "online seller",
    "open": "open",
    "opened": "opened",
    "organic": "organic certificate",
    "organiser": "organiser",
    "other": "other",
    "other_fair": "other event",
    "other_kind": "other kind of paper",
    "out_of_dates": "signed too late",
    "pinned": "pinned",
    "producer": "producer",
    "producer_kind": "producer kind",
    "product_group": "touching the product group",
    "product_set": "touching the product set",
    "proposed": "awaiting confirmation",
    "province": "province",
    "purchase_order": "purchase order",
    "region_cooperation": "regional cooperation",
    "safe_food_shop": "safe-food shop",
    "sales_contract": "sales contract",
    "second_copy": "second copy",
    "self_declaration": "self-declaration",
    "seminar": "seminar",
    "sent": "awaiting answer",
    "shopping_centre": "shopping centre",
    "signed": "signed",
    "star": "touching the star class",
    "submitted": "submitted",
    "supermarket_chain": "supermarket chain",
    "superseded": "superseded",
    "trade_week": "trade week",
    "travel": "travel company",
    "unknown": "unknown",
    "vat_invoice": "VAT invoice",
    "vietgap": "VietGAP",
    "voided": "voided",
    "wholesale_market": "wholesale market",
    "withdrawn": "withdrawn",
}
